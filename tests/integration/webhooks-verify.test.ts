/** What signed and addressed sources let in, over real sockets, on a real database. */
import { expect, describe, it } from 'vitest'
import { signedSample } from '../../electron/webhooks/schemes/schemes.ts'
import type { HookScheme, HookVerification } from '../../shared/model/webhook.ts'
import { createHookBench } from '../support/hook-bench.ts'
import { hookVectors } from '../support/hook-vectors.ts'
import { waitFor } from '../support/wait-for.ts'

const bench = createHookBench()
const { send } = bench
const as = (scheme: HookScheme, over: Partial<HookVerification> = {}): HookVerification => ({
  ...{ scheme, field: null, publishedOnly: false },
  ...over,
})
const sourceId = (): string => bench.hooks.sources.list()[0]?.id ?? ''
const configure = (verification: HookVerification, secret?: string) =>
  bench.hooks.sources.configure(sourceId(), verification, secret)
const signed = (scheme: HookScheme, secret: string, id: string = crypto.randomUUID()) => {
  const field = scheme === 'json-field' ? 'secret' : null
  return signedSample({ scheme, field }, { message: 'x', id, nowMs: bench.now ?? Date.now() }, secret)
}
const newest = () => bench.store.inbox.list({ limit: 1 })[0] ?? expect.fail('an empty inbox')
const secrets: Partial<Record<HookScheme, string>> = {
  standard: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  svix: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
}

describe('signed sources', () => {
  it.each(['standard', 'svix', 'github', 'stripe', 'slack', 'json-field'] as const)(
    'W1 W3 %s: keeps what is proven; of what is not, no row, no word to others, one count',
    async (scheme) => {
      const secret = secrets[scheme] ?? 'a secret that was agreed upon'
      await configure(as(scheme, { field: scheme === 'json-field' ? 'secret' : null }), secret)
      const other =
        scheme === 'standard' || scheme === 'svix' ? 'whsec_C2FVsBQIhrscChlQIMV+b5sS' : 'not that one'
      for (const bad of [signed(scheme, other), { body: '{}', headers: {} }, { body: ' ', headers: {} }])
        expect((await send(bad)).status).toBe(401)
      expect([bench.store.inbox.count(), bench.received.length]).toEqual([0, 0])
      expect(bench.hooks.health()).toMatchObject({ received: 0, rejected: 3, lastRejected: { status: 401 } })

      expect((await send(signed(scheme, secret))).status).toBe(200)
      const [entry] = await waitFor(() => bench.received.length > 0 && bench.received, 'the entry')
      expect(entry?.verdicts.signature).toEqual({ scheme, secret: 'current' })
      expect(bench.hooks.inbox.get(entry?.id ?? 0)).not.toMatchObject({
        text: expect.stringContaining(secret),
      })
    },
  )

  it('W3 writes a line that holds nothing of the message', async () => {
    const lines: string[] = []
    const line = (fields: object, message: string) => void lines.push(`${message} ${JSON.stringify(fields)}`)
    bench.log = { debug: line, info: line, warn: line, error: line, child: () => bench.log ?? expect.fail() }
    await bench.restart()
    await configure(as('github'), 'a secret that was agreed upon')
    const answer = await send({ body: 'canary-body', headers: { 'X-Hub-Signature-256': 'canary-header' } })
    expect(answer).toMatchObject({ status: 401, body: 'Unauthorized\n' })
    expect(lines.join('\n')).toMatch(/^a webhook was refused .*github: the signature is not well formed/)
    expect(`${lines.join('\n')}${JSON.stringify(bench.hooks.health())}`).not.toMatch(/canary|agreed/)
  })

  it('W4 lets nothing in where the secret is gone, and takes no empty one', async () => {
    const secret = 'a secret that was agreed upon'
    await configure(as('github'), secret)
    await expect(configure(as('standard'), 'whsec_')).rejects.toThrow(/whsec_ and base64/)
    await expect(configure(as('stripe'))).rejects.toThrow(/needs a secret/)
    expect((await send(signed('github', secret))).status).toBe(200)
    bench.secrets.clear()
    await bench.restart()
    expect((await send(signed('github', secret))).status).toBe(401)
    expect(bench.hooks.health().lastRejected?.reason).toContain('no secret')
  })

  it('W7 takes two secrets while rotating, and with the next request only one', async () => {
    const first = 'the first secret of two'
    await configure(as('stripe'), first)
    const { newSecret = '', secrets: masks } = await bench.hooks.sources.rotateSecret(sourceId(), '')
    expect(masks.current).toBe(`••••${newSecret.slice(-4)}`)
    expect(masks.previous).toBe('•••• two')
    await expect(bench.hooks.sources.rotateSecret(sourceId(), '')).rejects.toThrow(/remove the old one/)
    expect((await send(signed('stripe', newSecret))).status).toBe(200)
    expect((await send(signed('stripe', first))).status).toBe(200)
    expect(newest().verdicts.signature?.secret).toBe('previous')
    await bench.restart()
    expect((await send(signed('stripe', first))).status).toBe(200)
    await bench.hooks.sources.dropSecret(sourceId())
    expect((await send(signed('stripe', first))).status).toBe(401)
    expect((await send(signed('stripe', newSecret))).status).toBe(200)
    expect(JSON.stringify(bench.hooks.sources.list())).not.toContain(newSecret)
    bench.hooks.sources.delete(sourceId())
    await waitFor(() => bench.secrets.size === 0, 'the secrets to go with the address')
  })

  it('W20 signs its own test', async () => {
    for (const scheme of ['standard', 'github', 'slack'] as const) {
      await configure(as(scheme), '')
      expect(await bench.hooks.test(sourceId())).toMatchObject({ status: 200 })
    }
  })
})

describe('TradingView', () => {
  const from = (address: string) => ({
    body: '{"ticker":"BTCUSDT"}',
    headers: { 'X-Forwarded-For': address },
  })

  it('W8 says where it came from, by the last hop alone', async () => {
    await configure(as('tradingview'))
    const said: (string | null)[] = []
    for (const address of ['52.89.214.238', '1.2.3.4, 52.32.178.7', '52.89.214.238, 1.2.3.4']) {
      expect((await send(from(address))).status).toBe(200)
      said.push(newest().verdicts.address)
    }
    await send({
      body: 'x',
      headers: { 'X-SSL-Client-S-DN': 'CN=TradingView Webhooks,O=TradingView\\, Inc.' },
    })
    expect([...said, newest().verdicts.address]).toEqual(['published', 'published', 'other', 'unknown'])
    expect(newest().verdicts.certificate).toBe('tradingview')
  })

  it('W8 refuses other addresses only where that was chosen', async () => {
    await configure(as('tradingview', { publishedOnly: true }))
    expect((await send(from('1.2.3.4'))).status).toBe(403)
    expect((await send({ body: 'x' })).status).toBe(403)
    expect((await send(from('34.212.75.30'))).status).toBe(200)
    expect(bench.store.inbox.count()).toBe(1)
  })

  it('W18 is never answered 429, which it would not send again; others are', async () => {
    await bench.hooks.stop()
    bench.rate = { perSecond: 0.001, burst: 2 }
    bench.hooks = bench.make()
    await bench.hooks.start({ port: 0 })
    const statuses = async () => {
      const answers = [await send({ body: 'a' }), await send({ body: 'b' }), await send({ body: 'c' })]
      return answers.map(({ status }) => status)
    }
    expect(await statuses()).toEqual([200, 200, 429])
    const other = bench.hooks.sources.save({ name: 'Other', enabled: true })
    expect((await send({ path: `/hooks/${other.token}`, body: 'a' })).status).toBe(200)
    await configure(as('tradingview'))
    expect(await statuses()).toEqual([200, 200, 200])
  })
})

describe('repeats', () => {
  const { sequences } = hookVectors()
  it.runIf(sequences.length > 0).each(sequences.map((one) => [one.id, one.title, one] as const))(
    'W6 %s: %s',
    async (_id, _title, { config, steps }) => {
      await configure(as('standard'), config.secrets?.[0])
      let fired = 0
      for (const step of steps) {
        if ('restart' in step) {
          await bench.restart()
          continue
        }
        bench.now = step.now * 1000
        const { status } = await send({ body: step.body, headers: Object.fromEntries(step.headers) })
        expect(status).toBe(step.expect === 'accept' ? 200 : 401)
        if (step.effect === 'fire') fired += 1
        expect(bench.store.inbox.count()).toBe(fired)
        await waitFor(() => bench.received.length === fired, 'what is new, and nothing else')
        if (step.effect === 'duplicate') expect(newest().verdicts.duplicate.times).toBe(2)
      }
    },
  )

  it('W6 folds an id that comes again, shows how often and when, also after a restart', async () => {
    const at = Date.UTC(2026, 0, 1)
    const repeat = async (seconds: number) => {
      bench.now = at + seconds * 1000
      return (await send({ body: '{"id":"a1","message":"x"}' })).status
    }
    expect([await repeat(0), await repeat(5)]).toEqual([200, 200])
    expect(newest().verdicts.duplicate).toEqual({ times: 2, afterMs: 5000, resend: false })
    await bench.restart()
    expect([await repeat(9), bench.store.inbox.count()]).toEqual([200, 1])
    expect(newest().verdicts.duplicate).toMatchObject({ times: 3, afterMs: 9000 })
    await waitFor(() => bench.folds === 2, 'both to be told')
    expect(bench.received).toHaveLength(1)
    expect([await repeat(76 * 3600 + 1), bench.store.inbox.count()]).toEqual([200, 2])
  })

  it('W6 folds by a header of the sender, and keeps ids of two addresses apart', async () => {
    const headers = { 'X-GitHub-Delivery': 'd1' }
    await Promise.all([send({ body: 'a', headers }), send({ body: 'a', headers })])
    expect([bench.store.inbox.count(), newest().verdicts.duplicate.times]).toEqual([1, 2])
    const other = bench.hooks.sources.save({ name: 'Other', enabled: true })
    await send({ path: `/hooks/${other.token}`, body: 'a', headers })
    expect(bench.store.inbox.count()).toBe(2)
  })

  it('W6 forgets an id whose commit failed', async () => {
    bench.commitFails = true
    expect((await send({ body: '{"id":"b"}' })).status).toBe(500)
    bench.commitFails = false
    expect((await send({ body: '{"id":"b"}' })).status).toBe(200)
    expect(newest().verdicts.duplicate.times).toBe(1)
  })

  it('W19 counts equal alerts without an id apart, and marks what comes again after an error of ours', async () => {
    const body = 'BTCUSDT Crossing 64000'
    await send({ body })
    await send({ body })
    expect(bench.store.inbox.count()).toBe(2)
    expect(newest().verdicts.duplicate).toEqual({ times: 1, afterMs: null, resend: false })
    bench.commitFails = true
    expect((await send({ body })).status).toBe(500)
    bench.commitFails = false
    await send({ body })
    expect(newest().verdicts.duplicate.resend).toBe(true)
    await send({ body: `${body}.5` })
    expect(newest().verdicts.duplicate.resend).toBe(false)
    await waitFor(() => bench.received.length === 4, 'all to be told')
  })
})
