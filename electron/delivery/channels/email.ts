/** An e-mail as what is handed to the SMTP library, and what its errors mean. Nothing of it comes from a file or an address. */
import type { SendMailOptions } from 'nodemailer'
import { codedError } from '../../../shared/errors.ts'
import type { Delivery, Target, TargetOptions } from '../../../shared/model/delivery.ts'
import { refusedForGood, refusedForNow, type Sending } from '../sending.ts'
import { masked } from './masking.ts'
import { fitted, plain, utf16 } from './text.ts'

const longestSubject = 250
const longestBody = 20_000
const mostRecipients = 20

// No names, quotes, comments or ends of lines: nothing that could become another header or another recipient.
const addressPattern = /^[^\s@<>()[\]\\,;:"\p{Cc}]{1,64}@[^\s@<>()[\]\\,;:"\p{Cc}]{1,190}$/u

export type MailServer = {
  readonly host: string
  readonly port: number
  readonly isTlsFirst: boolean
  readonly user: string | null
}

function mailAddress(text: string, what: string): string {
  if (!addressPattern.test(text))
    throw codedError('bad-request', `${what}: enter an address such as me@example.com`)
  return text
}

/** Throws `bad-request` for what nothing can be sent with. */
export function mailServer({ host = '', port, security, user = '' }: TargetOptions): MailServer {
  if (!/^([\w-]+\.)*[\w-]+\.?$|^[\da-f:]+$/i.test(host))
    throw codedError('bad-request', 'the mail server: enter a name such as smtp.example.com')
  if (/\p{Cc}/u.test(user)) throw codedError('bad-request', 'the user name of the mail server is none')
  const isTlsFirst = (security ?? 'tls') === 'tls'
  return { host, port: port ?? (isTlsFirst ? 465 : 587), isTlsFirst, user: user === '' ? null : user }
}

/** Throws `bad-request`. */
export function mailAddresses({ from = '', to = '' }: TargetOptions): { from: string; to: string[] } {
  const recipients = to.split(',').map((text) => text.trim())
  if (recipients.length > mostRecipients)
    throw codedError('bad-request', `an e-mail goes to ${mostRecipients} addresses at most`)
  return {
    from: mailAddress(from.trim(), 'the sender'),
    to: recipients.map((text) => mailAddress(text, 'the recipients')),
  }
}

/** The same bytes on each attempt: id and date are those of the delivery. */
export function mailOf({ options = {} }: Target, delivery: Delivery): SendMailOptions {
  const { from, to } = mailAddresses(options)
  const subject = fitted(plain(delivery.title).replace(/\s+/g, ' '), longestSubject, utf16)
  return {
    from: { name: 'Tickerdeck', address: from },
    to,
    subject,
    text: `${fitted(plain(delivery.body) || subject, longestBody, utf16)}\n`,
    textEncoding: 'quoted-printable',
    messageId: `<${delivery.id.replace(/[^\w.-]/g, '')}@tickerdeck.invalid>`,
    date: new Date(delivery.createdAt),
    xMailer: false,
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

const longestSaid = 1024

/** As one line, without what is secret. */
export function mailText(text: string, secrets: readonly string[]): string {
  return masked(text, secrets)
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, longestSaid)
    .toWellFormed()
}

/** What an SMTP server, or the way to it, said. 4xx passes; 5xx does not, and a wrong password least of all. */
export function judgeMailError(error: unknown, secrets: readonly string[]): Sending {
  if (!(error instanceof Error)) return refusedForNow('the connection failed')
  const { code } = error as NodeJS.ErrnoException
  const status = 'responseCode' in error && typeof error.responseCode === 'number' ? error.responseCode : null
  const said = 'response' in error && typeof error.response === 'string' ? error.response : ''
  const answer = said === '' ? null : mailText(said, secrets)
  const isForGood = status !== null && status >= 500
  if (code === 'EAUTH' && (isForGood || status === null)) {
    // To ask again and again with a wrong password locks accounts.
    const reason = 'the mail server does not accept the user name and password'
    return { outcome: 'refused', reason, answer, again: null, gone: true }
  }
  const reason = mailText(error.message, secrets) || 'the connection failed'
  return isForGood ? refusedForGood(reason, answer) : refusedForNow(reason, answer)
}
