/** A target as fields and back, with what is wrong said field by field. */
import type { Target, TargetDraft, TargetOptions } from '../../../shared/model/delivery.ts'
import { targetKindInfo, type KindField, type OutboundKind } from './target-kinds.ts'

export type SecretChoice = 'keep' | 'new' | 'own' | 'none'

export type TargetForm = {
  readonly kind: OutboundKind
  readonly name: string
  readonly allowPrivate: boolean
  /** Of webhooks. */
  readonly secret: SecretChoice
  /** '' keeps the one that is there, for all kinds but webhooks. */
  readonly ownSecret: string
  readonly template: string
} & Readonly<Record<KindField, string>>

/** Of a new target, or of one that is there. */
export function formOf(target: Target | null): TargetForm {
  const { chatId, priority, host, port, security, user, from, to, template } = target?.options ?? {}
  return {
    kind: target === null || target.kind === 'desktop' ? 'webhook' : target.kind,
    name: target?.name ?? '',
    url: target?.url ?? '',
    allowPrivate: target?.allowPrivate ?? false,
    secret: target === null ? 'new' : 'keep',
    ownSecret: '',
    chatId: chatId ?? '',
    priority: priority === undefined ? '' : String(priority),
    host: host ?? '',
    port: port === undefined ? '' : String(port),
    security: security ?? 'tls',
    user: user ?? '',
    from: from ?? '',
    to: to ?? '',
    template: template ?? '',
  }
}

export type TargetErrors = Partial<Readonly<Record<KindField | 'name' | 'secret', string>>>

function urlProblem(text: string, kind: OutboundKind): string | null {
  const example = kind === 'ntfy' ? 'https://ntfy.sh/my-alerts' : 'https://example.com/hook'
  if (text.trim() === '') return `Enter where it is sent, such as ${example}.`
  if (!URL.canParse(text.trim())) return `This is no URL. One looks like ${example}.`
  const { protocol, username } = new URL(text.trim())
  if (protocol !== 'https:' && protocol !== 'http:') return 'It must begin with https:// or http://.'
  return username === '' ? null : 'A name or password does not belong in the URL.'
}

/** Whether it goes over the network for everyone to read. */
export function isPlainHttp(url: string): boolean {
  return /^http:\/\//iu.test(url.trim())
}

function fieldProblem(form: TargetForm, field: KindField): string | null {
  const text = form[field].trim()
  switch (field) {
    case 'url':
      return urlProblem(text, form.kind)
    case 'chatId':
      return text === '' ? 'Enter the chat, such as -1001234567890 or @channel.' : null
    case 'host':
      return text === '' ? 'Enter the mail server, such as smtp.example.com.' : null
    case 'from':
    case 'to':
      return text.includes('@') ? null : 'Enter an address such as me@example.com.'
    case 'port': {
      const isPort = /^\d{1,5}$/u.test(text) && Number(text) >= 1 && Number(text) <= 65_535
      return text === '' || isPort ? null : 'A port is a number from 1 to 65535.'
    }
    case 'priority':
      return text === '' || /^-?\d$/u.test(text) ? null : 'A priority is one digit.'
    case 'security':
    case 'user':
      return null
  }
}

function secretProblem(form: TargetForm, target: Target | null): string | null {
  const { secret } = targetKindInfo[form.kind]
  if (form.ownSecret.trim() !== '') return null
  if (secret === null) return form.secret === 'own' ? 'Enter the secret, or let one be made.' : null
  if (target?.hasSecret === true) return null
  const isNeeded = secret.needed || (form.kind === 'email' && form.user.trim() !== '')
  return isNeeded ? `Enter it. ${secret.hint}` : null
}

function optionsOf(form: TargetForm): TargetOptions {
  const { fields } = targetKindInfo[form.kind]
  const texts = (['chatId', 'host', 'user', 'to', 'from'] as const).filter(
    (field) => fields.includes(field) && form[field].trim() !== '',
  )
  const numbers = (['priority', 'port'] as const).filter(
    (field) => fields.includes(field) && form[field].trim() !== '',
  )
  return {
    ...Object.fromEntries(texts.map((field) => [field, form[field].trim()])),
    ...Object.fromEntries(numbers.map((field) => [field, Number(form[field])])),
    ...(fields.includes('security') ? { security: form.security === 'starttls' ? 'starttls' : 'tls' } : {}),
    ...(form.template.trim() === '' ? {} : { template: form.template }),
  }
}

function secretOf(form: TargetForm): Pick<TargetDraft, 'secret'> {
  if (targetKindInfo[form.kind].secret !== null)
    return form.ownSecret.trim() === '' ? {} : { secret: form.ownSecret.trim() }
  const secrets: Record<SecretChoice, Pick<TargetDraft, 'secret'>> = {
    keep: {},
    new: { secret: '' },
    own: { secret: form.ownSecret.trim() },
    none: { secret: null },
  }
  return secrets[form.secret]
}

export function draftOf(
  form: TargetForm,
  target: Target | null,
): { readonly draft: TargetDraft | null; readonly errors: TargetErrors } {
  const { kind } = form
  const { fields } = targetKindInfo[kind]
  const problems = fields.flatMap((field) => {
    const problem = fieldProblem(form, field)
    return problem === null ? [] : [[field, problem] as const]
  })
  const secret = secretProblem(form, target)
  const errors: TargetErrors = {
    ...(form.name.trim() === '' ? { name: 'Give it a name: alerts are sent to it by that.' } : {}),
    ...Object.fromEntries(problems),
    ...(secret === null ? {} : { secret }),
  }
  if (Object.keys(errors).length > 0) return { draft: null, errors }
  return {
    errors,
    draft: {
      ...(target === null ? {} : { id: target.id }),
      kind,
      name: form.name.trim(),
      enabled: target?.enabled ?? true,
      // Telegram and Pushover may have another server than the usual one, which stays.
      url: fields.includes('url') ? form.url.trim() : (target?.url ?? null),
      allowPrivate: form.allowPrivate,
      ...(kind === 'webhook' ? {} : { options: optionsOf(form) }),
      ...secretOf(form),
    },
  }
}
