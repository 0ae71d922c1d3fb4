/** Errors of every kind on their way to the caller. */
import { expect, it } from 'vitest'
import { createDispatch } from '../../../../electron/bridge/dispatch.ts'
import type { Handlers, SessionContext } from '../../../../electron/bridge/handlers.ts'
import type { Log } from '../../../../electron/lib/log.ts'
import { codedError } from '../../../../shared/errors.ts'

const session = {} as SessionContext

function setUp(handler: Handlers['system.dismissNotice']) {
  const lines: { level: string; fields: object }[] = []
  const at = (level: string) => (fields: object) => void lines.push({ level, fields })
  const log: Log = {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: () => log,
  }
  const dispatch = createDispatch({
    handlers: { 'system.dismissNotice': handler } as Partial<Handlers> as Handlers,
    log,
  })
  const call = async (params: unknown) =>
    JSON.parse(
      (await dispatch(
        session,
        JSON.stringify({ jsonrpc: '2.0', id: 'q', method: 'system.dismissNotice', params }),
      )) ?? 'null',
    ) as {
      id: string
      result?: unknown
      error?: { code: number; message: string; data: { code: string; details?: unknown } }
    }
  return { call, dispatch, lines }
}

it('sends only what the contract knows', async () => {
  const { call } = setUp(() => ({ ok: true, secret: 'x' }) as { ok: true })
  expect(await call({ id: 'a' })).toEqual({ jsonrpc: '2.0', id: 'q', result: { ok: true } })
})

it('logs what failed inside, and not what was refused', async () => {
  const inside = setUp(() => {
    throw new TypeError('boom')
  })
  expect((await inside.call({ id: 'a' })).error?.data).toEqual({
    code: 'internal',
    message: 'boom',
    retry: 'no',
  })
  expect(inside.lines).toMatchObject([{ level: 'error', fields: { method: 'system.dismissNotice' } }])

  const refused = setUp(() => Promise.reject(codedError('conflict', 'taken', { afterMs: 5 })))
  expect((await refused.call({ id: 'a' })).error).toMatchObject({
    code: -32000,
    data: { code: 'conflict', retry: { afterMs: 5 } },
  })
  expect(refused.lines).toMatchObject([{ level: 'debug' }])
})

it('answers even where the details of an error cannot be written', async () => {
  const circle: { self?: unknown } = {}
  circle.self = circle
  const { call } = setUp(() => {
    throw codedError('storage', 'disk full', 'later', circle)
  })
  expect((await call({ id: 'a' })).error?.data).toEqual({
    code: 'storage',
    message: 'disk full',
    retry: 'later',
  })
})

it('lists every place in the details, and the first five in the sentence', async () => {
  const { call } = setUp(() => ({ ok: true }))
  const { error } = await call({ id: 5 })
  expect(error?.data.details).toEqual([{ path: 'params.id', message: expect.any(String) as string }])
  expect((await call('text')).error?.message).toMatch(/^params: /)
  expect((await call(undefined)).error?.message).toMatch(/^params\.id: /)
})

it('takes no answers from a client', async () => {
  const { dispatch } = setUp(() => ({ ok: true }))
  expect(await dispatch(session, '{"jsonrpc":"2.0","id":1,"result":{}}')).toBeNull()
})
