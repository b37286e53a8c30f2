import { TagshipError } from '../core/errors.ts';

const wroteThere =
  'released bytes never change: nothing was installed; find out who wrote there, and restore the former version of the object, or release under a new tag';
const republished = 'run the pipeline of that branch again: it writes package and metadata anew';

/** What lies in the store is not what the lock says. */
export function altered(url: string, how: string): TagshipError {
  return new TagshipError('integrity', `${url} is not what the release locks: ${how}`, { hint: wroteThere });
}

/** What lies in a `developer` folder is not what it says of itself. */
export function unlikeItself(url: string, how: string): TagshipError {
  return new TagshipError('integrity', `${url} is not what its own metadata says: ${how}`, { hint: republished });
}

export function gone(url: string): TagshipError {
  return new TagshipError('integrity', `${url} is missing in the store`, {
    hint: 'run the pipeline of that tag again: it puts the recorded bytes back',
  });
}

/** Nothing has arrived for so long that it is given up. */
export function tooSlow(url: string, bytes: number, windowMs: number): TagshipError {
  return new TagshipError('store-unreachable', `${url} was given up: ${bytes} bytes arrived in ${windowMs / 1000} s`);
}

/** A hint for a node: the store's own speak of pipelines. */
export function onNode(error: TagshipError): TagshipError {
  if (error.code !== 'store-unreachable') {
    return error;
  }
  return new TagshipError(error.code, error.message, {
    hint: 'nothing was changed, and the next run tries again; look at the network of this machine, and at the store in handoff.json',
    cause: error,
  });
}
