/** Calls over every wire: answers, refusals, and nonsense. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { btc } from './fake-core.ts'
import { onEveryWire } from './harness.ts'

onEveryWire('calls', (bench) => {
  it('answers calls, many at once and each its own', async () => {
    const client = bench.newClient()
    const calls = Array.from({ length: 50 }, (_, n) => client.call('system.dismissNotice', { id: `n${n}` }))
    expect(await Promise.all(calls)).toHaveLength(50)
  })

  it('carries coded errors whole', async () => {
    const client = bench.newClient()
    await expect(client.call('system.dismissNotice', { id: 'missing' })).rejects.toMatchObject({
      code: 'not-found',
      message: 'no notice missing',
      retry: 'no',
      details: { id: 'missing' },
    })
    await expect(client.call('system.dismissNotice', { id: 'broken' })).rejects.toMatchObject({
      code: 'internal',
    })
  })

  it('names the place in a refused input, and the method of a wrong output', async () => {
    const client = await bench.open()
    const draft = {
      instrument: btc,
      operator: 'crossing',
      level: -5,
      frequency: { kind: 'once' },
      note: '',
      expiresAt: null,
    }
    const refused = await bench.ask(client, 1, 'alerts.rehearse', { rule: draft, days: 3 })
    expect(refused.error?.code).toBe(-32602)
    expect(refused.error?.message).toMatch(/^params\.rule\.level: /)
    expect(refused.error?.data.code).toBe('bad-request')

    const extra = await bench.ask(client, 2, 'settings.get', { surprise: 1 })
    expect(extra.error?.message).toContain('surprise')

    const inList = await bench.ask(client, 3, 'quotes.subscribe', { instruments: [btc, 'nonsense'] })
    expect(inList.error?.message).toMatch(
      /^params\.instruments\[1\]: an instrument id looks like venue:SYMBOL/,
    )

    const wrong = await bench.ask(client, 4, 'system.dismissNotice', { id: 'wrong' })
    expect(wrong.error?.data.code).toBe('internal')
    expect(wrong.error?.message).toContain('system.dismissNotice')
    expect(wrong.error?.message).toContain('result.ok')
  })

  it('reads a rule by its form, and says what is wrong of the form that was meant', async () => {
    const client = await bench.open()
    const refusalOf = async (id: number, rule: unknown) =>
      (await bench.ask(client, id, 'alerts.save', rule)).error?.message ?? ''
    const condition = {
      ...{ source: { kind: 'last' }, operator: 'crossing', operands: [100] },
      ...{ within: null, interval: null, instrument: null },
    }
    const rule = {
      scope: { kind: 'instruments', instruments: [btc] },
      conditions: [condition],
      frequency: { kind: 'once' },
    }
    const conditions = [condition, { ...condition, operator: 'inside-channel', operands: [2, 1] }]
    expect(await refusalOf(1, { ...rule, conditions })).toMatch(
      /^params\.conditions\[1\]\.operands: the lower bound comes first/,
    )
    expect(await refusalOf(2, { ...rule, level: 100 })).toContain('"level"')
    expect(await refusalOf(3, { operator: 'crossing', instrument: btc })).toMatch(/params\.level/)
    expect(await refusalOf(4, { ...rule, message: '{{pricee}}' })).toMatch(
      /^params\.message: .*\{\{price\}\}/,
    )
    expect(await refusalOf(5, null)).not.toBe('')
    // What is well formed gets through to the handler, which this test has not.
    const short = { instrument: btc, operator: 'crossing', level: 100, frequency: { kind: 'once' } }
    for (const [id, valid] of [rule, short].entries())
      expect(await refusalOf(10 + id, valid)).toBe('alerts.save is not part of this test')
  })

  it.each(['no.such', '__proto__', 'constructor', 'toString'])('does not know %s', async (method) => {
    const answer = await bench.ask(await bench.open(), 1, method, {})
    expect(answer.error).toMatchObject({ code: -32601, data: { code: 'unknown-method' } })
  })

  it('answers nothing to a notification, and an envelope error to what is no request', async () => {
    const client = await bench.open()
    client.channel.send(
      JSON.stringify({ jsonrpc: '2.0', method: 'system.dismissNotice', params: { id: 'missing' } }),
    )
    client.channel.send(JSON.stringify({ jsonrpc: '2.0', method: 'no.such' }))
    client.channel.send('{')
    client.channel.send('[]')
    await bench.ask(client, 9, 'system.dismissNotice', { id: 'a' })
    const codes = client.received.map(
      (text) => (JSON.parse(String(text)) as { error?: { code: number } }).error?.code,
    )
    expect(codes.filter((code) => code !== undefined)).toEqual([-32700, -32600])
    expect(client.received).toHaveLength(3)
  })

  it('outlives 10,000 random texts', async () => {
    const client = await bench.open()
    const scalars = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.json({ maxDepth: 3 }))
    const almost = fc
      .record(
        {
          jsonrpc: fc.constantFrom('2.0', '1.0', 2),
          id: fc.oneof(fc.integer(), fc.string(), fc.constant(null), fc.object()),
          method: fc.oneof(
            fc.constantFrom('quotes.subscribe', 'quotes.credit', 'candles.get', 'alerts.save'),
            fc.string(),
          ),
          params: fc.oneof(fc.anything({ maxDepth: 3 }), fc.object()),
        },
        { requiredKeys: [] },
      )
      .map((value) =>
        JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? `${part}` : part)),
      )
    const texts = fc.sample(fc.oneof(scalars, almost), { numRuns: 10_000, seed: 20_260_105 })
    let batch = 0
    for (let start = 0; start < texts.length; start += 500) {
      for (const text of texts.slice(start, start + 500)) client.channel.send(text)
      batch += 1
      const answer = await bench.ask(client, 1_000_000 + batch, 'system.dismissNotice', { id: 'still here' })
      expect(answer.result).toEqual({ ok: true })
    }
    expect(bench.core.bridge.sessions()).toBe(1)
  })
})
