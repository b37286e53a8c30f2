import manifest from '../package.json' with { type: 'json' };

/** The version of this library and its programs. */
export const { version } = manifest;
