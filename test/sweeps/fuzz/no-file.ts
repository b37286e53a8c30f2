/** At which file a thread is that is done. */
export const noFile = -1;
