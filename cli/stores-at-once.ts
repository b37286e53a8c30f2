/** How many stores are asked at the same time. */
export const storesAtOnce = 16;
