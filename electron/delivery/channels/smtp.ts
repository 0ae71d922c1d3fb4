/** One e-mail over SMTP: to a checked address, always encrypted, with a certificate that somebody vouches for. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { createTransport } from 'nodemailer'
import { CodedError } from '../../../shared/errors.ts'
import type { Delivery, Target } from '../../../shared/model/delivery.ts'
import { guardedAddress } from '../address-guard.ts'
import type { Sending } from '../sending.ts'
import { judgeMailError, mailOf, mailServer, mailText } from './email.ts'
import { failure, secretOf, sendWithinMs, type HttpDeps } from './http.ts'
import { spellings } from './masking.ts'
import { withinTime } from './within-time.ts'

const mostResponseBytes = 64 * 1024

/** Never rejects. */
export async function sendByMail(deps: HttpDeps, target: Target, delivery: Delivery): Promise<Sending> {
  const { clock, withinMs = sendWithinMs } = deps
  let secrets: readonly string[] = []
  try {
    return await withinTime(clock, withinMs, async (signal, limited) => {
      const server = mailServer(target.options ?? {})
      const mail = mailOf(target, delivery)
      const password = await limited(secretOf(target, deps.secret))
      secrets = password === null ? [] : spellings(password)
      const sentMs = clock.monotonicMs()
      const found = await limited(guardedAddress(server.host, target.allowPrivate, deps.resolve))
      const socket: Socket = connect({ host: found.address, port: server.port })
      // Kept to the end: whatever still comes belongs to nobody.
      socket.on('error', () => undefined)
      signal.addEventListener('abort', () => socket.destroy(), { once: true })
      try {
        await once(socket, 'connect', { signal })
        const transport = createTransport({
          ...{ host: server.host, port: server.port, connection: socket },
          ...{ secure: server.isTlsFirst, requireTLS: true },
          tls: { servername: server.host, rejectUnauthorized: true, minVersion: 'TLSv1.2' },
          ...(server.user === null ? {} : { auth: { user: server.user, pass: password ?? '' } }),
          // The name of this machine is nobody's business.
          name: 'tickerdeck.invalid',
          ...{ connectionTimeout: withinMs, greetingTimeout: withinMs, socketTimeout: withinMs },
          ...{ logger: false, debug: false, maxResponseSize: mostResponseBytes },
          ...{ disableFileAccess: true, disableUrlAccess: true },
        })
        const { response, rejected } = await limited(transport.sendMail(mail))
        const latencyMs = Math.round(clock.monotonicMs() - sentMs)
        const refused = rejected.length === 0 ? '' : `; not for ${rejected.join(', ')}`
        return { outcome: 'taken', answer: mailText(`${response} in ${latencyMs} ms${refused}`, secrets) }
      } finally {
        socket.destroy()
      }
    })
  } catch (error) {
    return error instanceof CodedError ? failure(error, secrets) : judgeMailError(error, secrets)
  }
}

/** The bytes of the message, as they would go over the wire. */
export async function mailBytes(target: Target, delivery: Delivery): Promise<string> {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' })
  const { message } = await transport.sendMail(mailOf(target, delivery))
  return Buffer.isBuffer(message) ? message.toString('utf8') : ''
}
