/** A folder for one test file's databases, removed at its end. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { openStore, type Store } from '../../../../electron/store/store.ts'

const root = mkdtempSync(join(tmpdir(), 'tickerdeck-store-'))
const opened = new Set<Store>()
let count = 0

afterAll(() => {
  for (const store of opened) store.close()
  rmSync(root, { recursive: true, force: true })
})

export function newFolder(): string {
  count += 1
  return join(root, String(count))
}

export const now = Date.UTC(2026, 10, 23, 19, 40, 7)

/** Closes it with `closeStore`, or at the end. */
export function newStore(dataDir = newFolder()): Store {
  const { store } = openStore({ dataDir, now })
  opened.add(store)
  return store
}

export function closeStore(store: Store): void {
  opened.delete(store)
  store.close()
}
