/** Comes back when it is so; `explain` tells what there was instead after a minute. */
export async function until(isSo: () => boolean, explain: () => string = () => ''): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`it did not come to that:\n${explain()}`);
    await new Promise((done) => setTimeout(done, 5));
  }
}
