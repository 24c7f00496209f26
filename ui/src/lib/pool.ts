/** Does something for every item, at most `width` of them at the same time. Answers come in the order of the items. */
export async function pool<Item, Answer>(
  items: Item[],
  width: number,
  work: (item: Item) => Promise<Answer>,
): Promise<Answer[]> {
  const answers = new Array<Answer>(items.length);
  const queue = items.entries();
  // Whoever is done takes the next one from the same queue.
  const worker = async () => {
    for (const [at, item] of queue) answers[at] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return answers;
}
