// One clock for the whole page: everything that counts down reads it, so all of it is painted together, once a
// second and aligned to the second, and nothing at all while nobody can see it.

class Clock {
  now = $state(Date.now());
  #timer: ReturnType<typeof setTimeout> | undefined;

  start(): () => void {
    const wake = () => {
      clearTimeout(this.#timer);
      if (document.hidden) return;
      this.now = Date.now();
      this.#timer = setTimeout(wake, 1_000 - (this.now % 1_000));
    };
    document.addEventListener("visibilitychange", wake);
    wake();
    return () => {
      clearTimeout(this.#timer);
      document.removeEventListener("visibilitychange", wake);
    };
  }
}

export const clock = new Clock();
