/** E-mail over a real SMTP server: encrypted and checked, with what goes wrong told apart. */
import { createServer, type AddressInfo } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSender, type SenderDeps } from '../../electron/delivery/sender.ts'
import { systemClock } from '../../electron/lib/clock.ts'
import type { TargetOptions } from '../../shared/model/delivery.ts'
import { testCertificate, testKey } from '../support/test-certificate.ts'
import { delivery, target } from './delivery-receiver.ts'

const password = 'canary pass/word'
const usual = getCACertificates('default')
const closing: (() => Promise<unknown>)[] = []

beforeEach(() => setDefaultCACertificates([...usual, testCertificate]))
afterEach(async () => {
  setDefaultCACertificates(usual)
  for (const close of closing.splice(0).toReversed()) await close()
})

function smtpError(code: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode: code })
}

async function start(options: SMTPServerOptions = {}) {
  const mails: { from: string; to: string[]; text: string; secure: boolean }[] = []
  const server = new SMTPServer({
    ...{ secure: true, key: testKey, cert: testCertificate, authOptional: false },
    onAuth: (auth, _session, callback) =>
      auth.username === 'me' && auth.password === password
        ? callback(null, { user: 'me' })
        : callback(smtpError(535, `5.7.8 wrong password ${auth.password}`)),
    onRcptTo: (address, _session, callback) =>
      callback(address.address.startsWith('nobody') ? smtpError(550, 'no such user') : null),
    onData(stream, session, callback) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString('utf8'),
          secure: session.secure,
        })
        callback(null, 'kept as 42')
      })
    },
    ...options,
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  closing.push(() => new Promise<void>((resolve) => server.close(resolve)))
  return { mails, port: (server.server.address() as AddressInfo).port }
}

function make(over: Partial<SenderDeps> = {}) {
  const sender = createSender({
    clock: systemClock,
    version: '1.2.3',
    notify: () => Promise.resolve(true),
    secret: () => Promise.resolve(password),
    ...over,
  })
  closing.push(() => sender.close())
  return sender
}

const to = (port: number, options: TargetOptions = {}, allowPrivate = true) =>
  target('m', '', {
    ...{ kind: 'email', url: null, hasSecret: true, allowPrivate },
    options: {
      host: 'localhost',
      port,
      user: 'me',
      from: 'me@example.com',
      to: 'you@example.com',
      ...options,
    },
  })
const row = delivery('d-1', 'm', { title: 'BTC 1.5 ü', body: 'first\n.\nBcc: x@example.com' })

describe('an e-mail', () => {
  it('is sent over TLS, to all recipients, the same on each attempt', async () => {
    const { mails, port } = await start()
    const two = to(port, { to: 'you@example.com, other@example.com' })
    expect(await make().send(two, row)).toMatchObject({
      outcome: 'taken',
      answer: expect.stringMatching(/^250 kept as 42 in \d+ ms$/),
    })
    await make().send(two, row)
    const [first, second] = mails
    expect(first).toMatchObject({
      from: 'me@example.com',
      to: ['you@example.com', 'other@example.com'],
      secure: true,
    })
    expect(first?.text).toContain('Message-ID: <d-1@tickerdeck.invalid>')
    expect(second?.text).toBe(first?.text)
  })

  it('is sent after STARTTLS, and not at all where a server has none', async () => {
    const { mails, port } = await start({ secure: false })
    expect(await make().send(to(port, { security: 'starttls' }), row)).toMatchObject({ outcome: 'taken' })
    expect(mails[0]?.secure).toBe(true)
    const plain = await start({ secure: false, hideSTARTTLS: true, disabledCommands: ['STARTTLS'] })
    expect(await make().send(to(plain.port, { security: 'starttls' }), row)).toMatchObject({
      outcome: 'refused',
    })
    expect(plain.mails).toEqual([])
  })

  it('needs a certificate that somebody vouches for, and that is of that name', async () => {
    const { mails, port } = await start()
    const resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }])
    const other = await make({ resolve }).send(to(port, { host: 'other.test' }), row)
    expect(other).toMatchObject({
      outcome: 'refused',
      reason: expect.stringMatching(/altnames|certificate/i),
    })
    setDefaultCACertificates(usual)
    expect(await make().send(to(port), row)).toMatchObject({
      outcome: 'refused',
      reason: expect.stringMatching(/self-signed|certificate/i),
    })
    expect(mails).toEqual([])
  })

  it('with a wrong password switches its target off, and tells no password', async () => {
    const { port } = await start()
    const sending = await make({ secret: () => Promise.resolve(`wrong ${password}`) }).send(to(port), row)
    expect(sending).toMatchObject({
      outcome: 'refused',
      gone: true,
      again: null,
      answer: expect.stringContaining('535'),
    })
    expect(JSON.stringify(sending)).not.toContain('canary')
  })

  it('tells which recipients were refused, and fails for good where all were', async () => {
    const { mails, port } = await start()
    const some = to(port, { to: 'you@example.com, nobody@example.com' })
    expect(await make().send(some, row)).toMatchObject({
      outcome: 'taken',
      answer: expect.stringContaining('not for nobody@example.com'),
    })
    expect(await make().send(to(port, { to: 'nobody@example.com' }), row)).toMatchObject({
      ...{ outcome: 'refused', again: null, gone: false },
      answer: expect.stringContaining('550'),
    })
    expect(mails).toHaveLength(1)
    const busy = await start({
      onMailFrom: (_address, _session, callback) => callback(smtpError(451, 'busy')),
    })
    expect(await make().send(to(busy.port), row)).toMatchObject({ outcome: 'refused', again: {} })
  })

  it('goes to no private address unless that is allowed', async () => {
    const { mails, port } = await start()
    for (const host of ['localhost', '127.0.0.1'])
      expect(await make().send(to(port, { host }, false), row)).toMatchObject({
        reason: expect.stringContaining('private network'),
      })
    expect(mails).toEqual([])
  })

  it('does not wait for a server that says nothing', async () => {
    const server = createServer((socket) => void socket.on('error', () => undefined).resume())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    closing.push(() => new Promise((resolve) => server.close(resolve)))
    for (const security of ['tls', 'starttls'] as const)
      expect(await make({ withinMs: 300 }).send(to(port, { security }), row)).toMatchObject({
        outcome: 'refused',
        again: {},
      })
  })
})
