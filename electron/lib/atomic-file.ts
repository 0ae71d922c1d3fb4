/** Replaces a file whole or not at all: a crash, a full disk or a power cut leaves either the old content or the new. */
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

let writes = 0
// The write that each path waits for, so that two saves of one file land in the order they were asked for.
const lastByPath = new Map<string, Promise<void>>()

/**
 * Writes to a temporary file beside `path` (mode 0600), flushes it, renames it over `path` and flushes the folder.
 * Rejects with the system's error and leaves the old content; the temporary file is removed.
 */
export function writeFileAtomic(path: string, data: string | Uint8Array): Promise<void> {
  const before = lastByPath.get(path) ?? Promise.resolve()
  // A save that failed is its caller's business and must not fail the next one.
  const write = before.then(
    () => replace(path, data),
    () => replace(path, data),
  )
  lastByPath.set(path, write)
  const forget = () => {
    if (lastByPath.get(path) === write) lastByPath.delete(path)
  }
  write.then(forget, forget)
  return write
}

async function replace(path: string, data: string | Uint8Array): Promise<void> {
  writes += 1
  const temporary = `${path}.${process.pid}-${writes}.tmp`
  try {
    // wx: never follows or reuses what somebody else put there.
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(data)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncFolder(dirname(path))
}

/** Makes the rename itself durable. Windows cannot open a folder; there the file system's journal does it. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
