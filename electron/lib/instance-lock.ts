/** One program per data folder: a lock file that names its owner, and outlives no owner. */
import { randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { codedError } from '../../shared/errors.ts'

type Owner = { readonly pid: number; readonly startedAs: string | null; readonly nonce: string }

/** Tells a process from a later one with the same number; null where the system does not say (all but Linux). */
function startOf(pid: number): string | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // Fields after the name, which may itself hold spaces and brackets; the 22nd of all is the start in clock ticks.
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return null
  }
}

function isAlive({ pid, startedAs }: Owner): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // Somebody else's process is alive too.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const start = startOf(pid)
  return startedAs === null || start === null || startedAs === start
}

function readOwner(file: string): Owner | null {
  try {
    const value = JSON.parse(readFileSync(file, 'utf8')) as Partial<Owner> | null
    const { pid, startedAs, nonce } = value ?? {}
    if (typeof pid !== 'number' || !Number.isInteger(pid) || pid <= 0 || typeof nonce !== 'string')
      return null
    return { pid, startedAs: typeof startedAs === 'string' ? startedAs : null, nonce }
  } catch {
    return null
  }
}

const refusal = (dataDir: string, { pid }: Owner) =>
  codedError(
    'conflict',
    `Tickerdeck runs already on ${dataDir} (process ${pid}). Use its window, stop it, or give another folder with --data-dir.`,
  )

/** Answers the release. Throws coded `conflict` when a living process holds the folder. */
export function lockDataDir(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const file = join(dataDir, 'tickerdeck.lock')
  const own: Owner = { pid: process.pid, startedAs: startOf(process.pid), nonce: randomUUID() }
  const draft = `${file}.${own.nonce}`
  writeFileSync(draft, JSON.stringify(own), { mode: 0o600, flag: 'wx' })
  try {
    for (;;) {
      try {
        // Appears whole or not at all, and only where there is none.
        linkSync(draft, file)
        break
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      }
      const owner = readOwner(file)
      if (owner !== null && isAlive(owner)) throw refusal(dataDir, owner)
      takeAway(file, own.nonce, owner)
    }
  } finally {
    rmSync(draft, { force: true })
  }
  return () => {
    if (readOwner(file)?.nonce === own.nonce) rmSync(file, { force: true })
  }
}

/** Removes a dead owner's file, and puts it back if another program has replaced it meanwhile. */
function takeAway(file: string, nonce: string, dead: Owner | null): void {
  const aside = `${file}.${nonce}.dead`
  try {
    renameSync(file, aside)
  } catch (error) {
    // Another program was quicker.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  const moved = readOwner(aside)
  if (moved !== null && moved.nonce !== dead?.nonce) renameSync(aside, file)
  else rmSync(aside, { force: true })
}
