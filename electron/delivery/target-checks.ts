/** What a target of each kind must have before it is kept: checked here, so that an alert does not find out. */
import { codedError } from '../../shared/errors.ts'
import type { TargetDraft, TargetOptions } from '../../shared/model/delivery.ts'
import { targetUrl } from './address-guard.ts'
import { mailAddresses, mailServer } from './channels/email.ts'
import { topicOf } from './channels/ntfy.ts'
import { pushoverKeys } from './channels/pushover.ts'
import { botToken } from './channels/telegram.ts'
import { templateProblem } from './channels/text.ts'
import { newSecret } from '../lib/signing-keys.ts'
import { signingKeys } from './sign.ts'

const refuse = (why: string) => codedError('bad-request', why)

/** The address as it is kept: null for kinds without one. Throws `bad-request`. */
export function urlToKeep({ kind, url, allowPrivate }: TargetDraft): string | null {
  switch (kind) {
    case 'webhook':
      if (url === null) throw refuse('a webhook needs an address')
      return targetUrl(url, allowPrivate).href
    case 'ntfy':
      if (url === null) throw refuse('ntfy needs the address of a topic')
      topicOf(url, allowPrivate)
      return targetUrl(url, allowPrivate).href
    case 'telegram':
    case 'pushover':
      return url === null || url.trim() === '' ? null : targetUrl(url, allowPrivate).href
    case 'desktop':
    case 'discord':
    case 'slack':
    case 'teams':
    case 'email':
      if (url !== null) throw refuse('the address of such a target belongs into its secret')
      return null
  }
}

/** Throws `bad-request`. */
export function checkOptions({ kind }: TargetDraft, options: TargetOptions): void {
  const problem = options.template === undefined ? null : templateProblem(options.template)
  if (problem !== null) throw refuse(`the template: ${problem}`)
  if (kind === 'telegram' && !/^(-?\d{1,20}|@\w{4,64})$/.test(options.chatId ?? ''))
    throw refuse('the chat of Telegram is a number such as -1001234567890, or @name of a channel')
  if (kind === 'ntfy' && options.priority !== undefined && options.priority < 1)
    throw refuse('the priority of ntfy is 1 to 5')
  if (kind === 'pushover' && (options.priority ?? 0) > 2) throw refuse('the priority of Pushover is -2 to 2')
  if (kind === 'email') {
    mailServer(options)
    mailAddresses(options)
  }
}

function checkSecretUrl(secret: string, allowPrivate: boolean): void {
  // What is wrong with a secret is said without it.
  if (!URL.canParse(secret) || !/^https?:/.test(secret))
    throw refuse('the webhook address is not a URL that begins with https://')
  targetUrl(secret, allowPrivate)
}

/**
 * The secret as it is kept; undefined leaves the one that is there. `has`: whether there is one already.
 * Throws `bad-request`, which never holds the secret.
 */
export function secretToKeep(draft: TargetDraft, has: boolean): string | null | undefined {
  const { kind, allowPrivate } = draft
  if (kind === 'webhook' && draft.secret === '') return newSecret()
  const secret = draft.secret?.trim().replace(/\s+/g, ' ') ?? draft.secret
  const isLacking = secret === null || (secret === undefined && !has) || secret === ''
  // What previews show in its place.
  if (kind !== 'email' && secret?.includes('***') === true)
    throw refuse('this is a masked secret: enter the real one')
  switch (kind) {
    case 'webhook':
      if (typeof secret === 'string') signingKeys(secret)
      return secret
    case 'ntfy':
      if (typeof secret === 'string' && !/^[\x21-\x7e]{1,200}$/.test(secret))
        throw refuse('the access token of ntfy is one word, such as tk_…')
      return secret
    case 'email':
      if (isLacking && (draft.options?.user ?? '') !== '') throw refuse('the mail server needs a password')
      // As it was typed: a password may begin or end with a space.
      return draft.secret === '' ? null : draft.secret
    case 'telegram':
      if (isLacking) throw refuse('Telegram needs the token of a bot')
      if (typeof secret === 'string' && !botToken.test(secret))
        throw refuse('the token of a Telegram bot looks like 123456789:AbC…')
      return secret
    case 'pushover':
      if (isLacking) throw refuse('Pushover needs the token of an application and the key of a user')
      if (typeof secret === 'string' && !pushoverKeys.test(secret))
        throw refuse('Pushover: enter the application token and the user key, 30 letters and digits each')
      return secret
    case 'discord':
    case 'slack':
    case 'teams':
      if (isLacking) throw refuse('it needs the address of the webhook')
      if (typeof secret === 'string') checkSecretUrl(secret, allowPrivate)
      return secret
    case 'desktop':
      return undefined
  }
}
