/** How many stores are worked on at the same time. */
export const storesAtOnce = 16;
