import { posix } from 'node:path'

/**
 * A path in the directory where the workbench's commands run.
 * @throws Error for one that leads elsewhere: those who name one have looked at it before
 */
export function workbenchPath(path: string): string {
  const plain = posix.normalize(path)
  if (path === '' || posix.isAbsolute(plain) || plain === '.' || plain.split('/')[0] === '..')
    throw new Error(`${path} is no path in the workbench`)
  return plain
}
