// A long list that is scrolled: which of its lines are to be drawn, and where they stand.

import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from "@tanstack/virtual-core";
import { untrack } from "svelte";
import type { Place } from "./lines";

/** What a list has. */
export interface Lines {
  count: number;
  /** How high a line is, in pixels. */
  height: (line: number) => number;
  /** Lines that are drawn wherever the list is scrolled to. */
  always: number[];
  /** Pixels at the top that a line must not be scrolled below. */
  covered: number;
}

const MARGIN = 4;

export class VirtualList {
  // Counts what changes inside the library, which knows nothing of signals.
  #changes = $state(0);
  readonly #inner: Virtualizer<HTMLElement, HTMLElement>;

  constructor(element: () => HTMLElement | null) {
    this.#inner = new Virtualizer({
      count: 0,
      getScrollElement: element,
      estimateSize: () => 0,
      overscan: MARGIN,
      observeElementRect,
      observeElementOffset,
      scrollToFn: elementScroll,
      onChange: () => this.#changed(),
    });
  }

  /** Begins to follow the element; to be called once it is there. Ends when what it gives back is called. */
  start(): () => void {
    this.#inner._willUpdate();
    return this.#inner._didMount();
  }

  set({ count, height, always, covered }: Lines): void {
    this.#inner.setOptions({
      ...this.#inner.options,
      count,
      estimateSize: height,
      scrollPaddingStart: covered,
      rangeExtractor: (range) =>
        [...new Set([...defaultRangeExtractor(range), ...always])].sort((a, b) => a - b),
    });
    this.#inner.measure();
  }

  /** The lines to draw, in order. */
  get places(): Place[] {
    void this.#changes;
    return this.#inner.getVirtualItems();
  }

  /** The height of all lines together, in pixels. */
  get total(): number {
    void this.#changes;
    return this.#inner.getTotalSize();
  }

  /** Brings a line into view, if it is not. */
  reveal(line: number): void {
    this.#inner.scrollToIndex(line);
  }

  #changed(): void {
    untrack(() => this.#changes++);
  }
}
