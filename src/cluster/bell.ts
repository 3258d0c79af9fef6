/** Wakes everybody who listens at that moment. */
export class Bell {
  #rings = deferred();

  heard(): Promise<void> {
    return this.#rings.promise;
  }

  ring(): void {
    const { resolve } = this.#rings;
    this.#rings = deferred();
    resolve();
  }
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
