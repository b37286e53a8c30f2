/**
 * Gives memory back at once that nobody will read any more; what is still in it reads as empty. It is for streams of
 * large chunks: left to the garbage collector, which goes through the whole heap for every few megabytes of them, it costs
 * a third of the time that a package takes to be fetched and unpacked.
 */
export function releaseMemory(memory: ArrayBufferLike): void {
  // what is shared with another thread stays
  if (memory instanceof ArrayBuffer) {
    memory.transfer(0);
  }
}
