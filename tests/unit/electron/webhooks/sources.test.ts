/** Secrets of addresses: kept with the host, told once, and never half changed. */
import { describe, expect, it } from 'vitest'
import { openDatabase } from '../../../../electron/store/database.ts'
import { createHookSourceTable } from '../../../../electron/store/hook-sources.ts'
import { tickerdeckMigrations } from '../../../../electron/store/migrations/tickerdeck.ts'
import { silentLog } from '../../../../electron/lib/log.ts'
import { createHookSecrets } from '../../../../electron/webhooks/secrets.ts'
import { createSources } from '../../../../electron/webhooks/sources.ts'
import { codedError, type ErrorCode } from '../../../../shared/errors.ts'
import { tokenAlone, type HookVerification } from '../../../../shared/model/webhook.ts'
import { createManualClock } from '../../../support/manual-clock.ts'
import { newFolder, newStore, now } from '../store/with-folder.ts'

const github: HookVerification = { scheme: 'github', field: null, publishedOnly: true }
const secret = 'a secret that was agreed upon'

function bench() {
  const kept = new Map<string, string>()
  const notices: string[] = []
  const state: { fails: ErrorCode | null } = { fails: null }
  const secrets = createHookSecrets({
    secrets: {
      get: async (name) => kept.get(name) ?? null,
      async set(name, value) {
        if (state.fails !== null) throw codedError(state.fails, 'no key ring')
        if (value === null) kept.delete(name)
        else kept.set(name, value)
      },
    },
    log: silentLog,
    notice: (text) => notices.push(text),
  })
  const sources = createSources({
    ...{ clock: createManualClock(now), table: newStore().hookSources, secrets },
    changed: () => undefined,
    leftBehind: () => undefined,
  })
  const { id } = sources.save({ name: 'Sender', enabled: true })
  return { sources, secrets, kept, notices, state, id }
}

describe('W7 secrets of an address', () => {
  it('are kept under its id, and shown by their last characters', async () => {
    const { sources, kept, id } = bench()
    const saved = await sources.configure(id, github, ` ${secret} `)
    expect(kept.get(`hook:${id}`)).toBe(JSON.stringify({ current: secret, previous: null }))
    expect(saved).toMatchObject({
      verification: { scheme: 'github', field: null, publishedOnly: false },
      secrets: { current: '••••upon', previous: null },
    })
    expect(saved).not.toHaveProperty('newSecret')
    expect(JSON.stringify(sources.list())).not.toContain('agreed')
  })

  it('are replaced with the scheme, and go with it', async () => {
    const { sources, secrets, kept, id } = bench()
    await sources.configure(id, github, secret)
    await sources.rotateSecret(id, 'another that was agreed upon')
    const { newSecret } = await sources.configure(id, { ...github, scheme: 'slack' }, '')
    expect(secrets.of(id)).toEqual({ current: newSecret, previous: null })
    await sources.configure(id, tokenAlone, undefined)
    expect(kept.size).toBe(0)
  })

  it('change one after the other: of two rotations at once, one is refused', async () => {
    const { sources, secrets, id } = bench()
    await sources.configure(id, github, secret)
    const both = await Promise.allSettled([sources.rotateSecret(id, ''), sources.rotateSecret(id, '')])
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect(secrets.of(id).previous).toBe(secret)
  })

  it('W4 stay as they were where the key store fails, or what is asked makes no sense', async () => {
    const { sources, secrets, state, id } = bench()
    await expect(sources.configure(id, github, undefined)).rejects.toThrow(/needs a secret/)
    await expect(sources.configure(id, { ...github, scheme: 'json-field' }, secret)).rejects.toThrow(/field/)
    await expect(sources.configure('none', github, secret)).rejects.toThrow(/no webhook address none/)
    state.fails = 'storage'
    await expect(sources.configure(id, github, secret)).rejects.toThrow(/no key ring/)
    expect([sources.get(id).verification, secrets.of(id).current]).toEqual([tokenAlone, null])
  })

  it('last until the end where nothing keeps them, and the user is told without them', async () => {
    const { sources, secrets, notices, state, id } = bench()
    state.fails = 'unsupported'
    await sources.configure(id, github, secret)
    expect(secrets.of(id).current).toBe(secret)
    expect(notices.join()).toMatch(/The secret of Sender is not stored/)
    expect(notices.join()).not.toContain('agreed')
  })
})

it('addresses from before know their token alone, as they did', () => {
  const path = `${newFolder()}.db`
  const from = tickerdeckMigrations.findIndex(({ name }) => name === 'addHookVerification')
  const open = (migrations = tickerdeckMigrations) =>
    openDatabase({ path, durability: 'full', migrations, now }).database
  const before = open(tickerdeckMigrations.slice(0, from))
  before.run("INSERT INTO hook_sources VALUES ('a', 'Old', 'token-a', 1, 1)")
  before.close()
  const after = open()
  expect(createHookSourceTable(after).list()).toEqual([
    { id: 'a', name: 'Old', token: 'token-a', createdAt: 1, enabled: true, verification: tokenAlone },
  ])
  after.close()
})
