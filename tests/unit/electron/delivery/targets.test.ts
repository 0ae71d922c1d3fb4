/** Targets: saved, switched, deleted, and their secrets kept apart. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createTargets } from '../../../../electron/delivery/targets.ts'
import { openDatabase } from '../../../../electron/store/database.ts'
import {
  addTargetKinds,
  createTargets as createTargetsMigration,
  createTargetTable,
} from '../../../../electron/store/targets.ts'
import { codedError } from '../../../../shared/errors.ts'
import { targetDraftSchema } from '../../../../shared/model/delivery.ts'
import { newFile } from './outbox-bench.ts'
import { startAt } from './samples.ts'

type Fault = 'unsupported' | 'storage' | null

function open() {
  const path = newFile()
  const { database } = openDatabase({
    ...{ path, durability: 'full', now: startAt },
    migrations: [createTargetsMigration, addTargetKinds],
  })
  const kept = new Map<string, string>()
  const notices: string[] = []
  const bench = { notifications: true, changes: 0, fault: null as Fault }
  let count = 0
  const targets = createTargets({
    table: createTargetTable(database),
    secrets: {
      get: async (name) => kept.get(name) ?? null,
      async set(name, value) {
        if (bench.fault !== null) throw codedError(bench.fault, 'no place for it')
        if (value === null) kept.delete(name)
        else kept.set(name, value)
      },
    },
    settings: () => bench,
    setNotifications: (enabled) => void (bench.notifications = enabled),
    changed: () => (bench.changes += 1),
    now: () => startAt,
    notice: (text) => notices.push(text),
    newId: () => `t${(count += 1)}`,
  })
  return { targets, kept, notices, bench, path, close: () => database.close() }
}

const draft = (changes = {}) =>
  targetDraftSchema.parse({
    kind: 'webhook',
    name: 'NAS',
    enabled: true,
    url: 'https://example.com/in',
    ...changes,
  })
const canary = `whsec_${Buffer.from('canary-canary-canary-canary').toString('base64')}`

describe('this computer', () => {
  it('is always there, first, and is switched by the setting for notifications', async () => {
    const { targets, bench } = open()
    await targets.save(draft())
    expect(targets.list().map(({ id, name, enabled }) => [id, name, enabled])).toEqual([
      ['desktop', 'This computer', true],
      ['t1', 'NAS', true],
    ])
    const off = targetDraftSchema.parse({ id: 'desktop', kind: 'desktop', name: 'x', enabled: false })
    expect(await targets.save(off)).toMatchObject({ id: 'desktop', name: 'This computer', enabled: false })
    expect([bench.notifications, targets.get('desktop')?.enabled]).toEqual([false, false])
  })

  it('can be neither deleted nor made a webhook, nor a webhook this computer', async () => {
    const { targets } = open()
    await targets.save(draft())
    await expect(targets.delete('desktop')).rejects.toMatchObject({ code: 'conflict' })
    await expect(targets.save(draft({ id: 'desktop' }))).rejects.toMatchObject({ code: 'bad-request' })
    await expect(targets.save(draft({ id: 't1', kind: 'desktop' }))).rejects.toMatchObject({
      code: 'bad-request',
    })
    expect(targets.list()).toHaveLength(2)
  })
})

describe('a webhook', () => {
  it('is made, changed, switched off with a reason, and on again without', async () => {
    const { targets, bench } = open()
    expect(await targets.save(draft())).toEqual({
      ...{ id: 't1', kind: 'webhook', name: 'NAS', enabled: true, url: 'https://example.com/in' },
      ...{ hasSecret: false, allowPrivate: false, disabledReason: null },
    })
    targets.disable('t1', 'gone (410)')
    expect(targets.get('t1')).toMatchObject({ enabled: false, disabledReason: 'gone (410)' })
    expect(await targets.save(draft({ id: 't1', enabled: false, name: 'Other' }))).toMatchObject({
      name: 'Other',
      disabledReason: 'gone (410)',
    })
    expect(await targets.save(draft({ id: 't1' }))).toMatchObject({ enabled: true, disabledReason: null })
    await targets.delete('t1')
    expect(targets.get('t1')).toBeNull()
    expect(bench.changes).toBe(5)
    targets.disable('t1', 'gone')
    await expect(targets.delete('t1')).rejects.toMatchObject({ code: 'not-found' })
    await expect(targets.save(draft({ id: 't1' }))).rejects.toMatchObject({ code: 'not-found' })
  })

  it('needs an address that may be sent to', async () => {
    const { targets } = open()
    for (const url of [null, 'http://example.com/', 'https://127.1/', 'nonsense'])
      await expect(targets.save(draft({ url }))).rejects.toMatchObject({ code: 'bad-request' })
    expect(await targets.save(draft({ url: 'http://127.1:8080/in', allowPrivate: true }))).toMatchObject({
      url: 'http://127.0.0.1:8080/in',
    })
    expect(targets.list()).toHaveLength(2)
  })
})

describe('a secret', () => {
  it('that is made is told once', async () => {
    const { targets, kept } = open()
    const saved = await targets.save(draft({ secret: '' }))
    expect(saved).toMatchObject({ hasSecret: true, newSecret: expect.stringMatching(/^whsec_.{40,}/) })
    expect(kept.get('target:t1')).toBe(saved.newSecret)
    expect(await targets.secret('t1')).toBe(saved.newSecret)
    expect(await targets.save(draft({ id: 't1' }))).not.toHaveProperty('newSecret')
    expect(JSON.stringify(targets.list())).not.toContain(saved.newSecret)
  })

  it('stays where nothing is said of it, is replaced, removed, and goes with its target', async () => {
    const { targets, kept } = open()
    await targets.save(draft({ secret: ` ${canary} ` }))
    expect(kept.get('target:t1')).toBe(canary)
    expect(await targets.save(draft({ id: 't1', name: 'New' }))).toMatchObject({ hasSecret: true })
    expect(kept.get('target:t1')).toBe(canary)
    expect(await targets.save(draft({ id: 't1', secret: null }))).toMatchObject({ hasSecret: false })
    expect(kept.size).toBe(0)
    await targets.save(draft({ id: 't1', secret: canary }))
    await targets.delete('t1')
    expect(kept.size).toBe(0)
  })

  it('that decodes to nothing is refused, and nothing is saved', async () => {
    const { targets, kept } = open()
    for (const secret of ['whsec_', ' ', 'not base64!'])
      await expect(targets.save(draft({ secret }))).rejects.toMatchObject({ code: 'bad-request' })
    expect([targets.list().length, kept.size]).toEqual([1, 0])
  })

  it('is used until the end where nothing can keep it, and the user is told', async () => {
    const { targets, bench, notices } = open()
    bench.fault = 'unsupported'
    expect(await targets.save(draft({ secret: canary }))).toMatchObject({ hasSecret: true })
    expect(await targets.secret('t1')).toBe(canary)
    expect(notices).toEqual([expect.stringContaining('NAS is not stored')])
    expect(notices.join()).not.toContain(canary)
    await targets.delete('t1')
    expect(await targets.secret('t1')).toBeNull()
  })

  it('that could not be kept for another reason leaves everything as it was', async () => {
    const { targets, bench } = open()
    bench.fault = 'storage'
    await expect(targets.save(draft({ secret: canary }))).rejects.toMatchObject({ code: 'storage' })
    expect(targets.list()).toHaveLength(1)
  })

  it('is in no file of the store', async () => {
    const { targets, path, close } = open()
    await targets.save(draft({ secret: canary }))
    for (const file of [path, `${path}-wal`])
      expect(readFileSync(file).includes(canary.slice('whsec_'.length))).toBe(false)
    expect(readFileSync(`${path}-wal`).includes('NAS')).toBe(true)
    close()
  })
})

describe('a target of another kind', () => {
  const chat = (changes = {}) =>
    draft({ kind: 'telegram', name: 'Chat', url: null, options: { chatId: '-1001' }, ...changes })
  const token = '123456789:AAcanarycanarycanarycanarycanary'

  it('keeps its options and its secret when it is only switched, and its kind for good', async () => {
    const { targets, kept } = open()
    const saved = await targets.save(chat({ secret: ` ${token} ` }))
    expect(saved).toMatchObject({
      kind: 'telegram',
      url: null,
      hasSecret: true,
      options: { chatId: '-1001' },
    })
    expect(saved).not.toHaveProperty('newSecret')
    expect(await targets.save(chat({ id: 't1', options: undefined, enabled: false }))).toMatchObject({
      ...{ enabled: false, hasSecret: true, options: { chatId: '-1001' } },
    })
    expect(kept.get('target:t1')).toBe(token)
    await expect(targets.save(draft({ id: 't1' }))).rejects.toMatchObject({ code: 'bad-request' })
    targets.disable('t1', 'gone')
    expect(targets.get('t1')).toMatchObject({ kind: 'telegram', enabled: false, disabledReason: 'gone' })
    await targets.delete('t1')
    expect(kept.size).toBe(0)
  })

  it('is refused without what it needs, and the error holds no secret', async () => {
    const { targets, kept } = open()
    const url = 'https://hooks.example.com/canarycanary'
    const bad: object[] = [
      chat(),
      chat({ secret: 'canary' }),
      chat({ secret: token, options: {} }),
      chat({ secret: token, options: { chatId: '1', template: '{{nonsense}}' } }),
      ...['discord', 'slack', 'teams'].flatMap((kind) => [
        draft({ kind, url: null }),
        draft({ kind, url: null, secret: null }),
        draft({ kind, url: null, secret: 'canary:x' }),
        draft({ kind, url: null, secret: 'https://127.0.0.1/canary' }),
        draft({ kind, url: null, secret: 'https://discord.com/api/webhooks/***' }),
        draft({ kind, url, secret: url }),
      ]),
      draft({ kind: 'ntfy', url: null }),
      draft({ kind: 'ntfy', url: 'https://ntfy.sh/' }),
      draft({ kind: 'ntfy', url: 'https://ntfy.sh/a', secret: 'canary canary' }),
      draft({ kind: 'ntfy', url: 'https://ntfy.sh/a', options: { priority: 0 } }),
      draft({ kind: 'pushover', url: null, secret: 'canary' }),
      draft({ kind: 'email', url: null, options: { host: 'h', from: 'a@b.c', to: 'canary' } }),
      draft({ kind: 'email', url: null, options: { host: 'h', from: 'a@b.c', to: 'a@b.c', user: 'u' } }),
    ]
    for (const one of bad) {
      const error: unknown = await targets
        .save(targetDraftSchema.parse(one))
        .catch((reason: unknown) => reason)
      expect(error, JSON.stringify(one)).toMatchObject({ code: 'bad-request' })
      expect(String(error)).not.toContain('canary')
    }
    expect([targets.list().length, kept.size]).toEqual([1, 0])
  })

  it('is previewed, saved or not, with its secret masked', async () => {
    const { targets } = open()
    const { id } = await targets.save(chat({ secret: token }))
    const preview = await targets.preview({ id })
    expect(preview).toMatchObject({ to: 'POST https://api.telegram.org/bot***/sendMessage' })
    expect(preview.sizeBytes).toBe(Buffer.byteLength(preview.body))
    expect(await targets.preview({ draft: chat({ id }) })).toEqual(preview)
    const words = chat({ id, options: { chatId: '7', template: '{{symbol}} & {{price}}' } })
    expect(JSON.parse((await targets.preview({ draft: words })).body)).toMatchObject({
      ...{ chat_id: '7', text: 'BTCUSDT 64,200.25 (simulated)\nBTCUSDT & 64200.25' },
    })
    for (const kind of ['discord', 'slack', 'teams'] as const)
      expect((await targets.preview({ draft: draft({ kind, url: null, secret: '' }) })).to).toMatch(
        /^POST .*\*\*\*/,
      )
    const options = { host: 'smtp.example.com', from: 'a@b.c', to: 'd@e.f' }
    const mail = await targets.preview({ draft: draft({ kind: 'email', url: null, options }) })
    expect([mail.to, mail.body]).toEqual([null, expect.stringContaining('To: d@e.f\r\n')])
    await expect(targets.preview({ id: 'desktop' })).rejects.toMatchObject({ code: 'unsupported' })
    await expect(targets.preview({ id: 'x' })).rejects.toMatchObject({ code: 'not-found' })
  })
})
