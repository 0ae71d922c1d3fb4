/** A target as fields and back, with what is wrong said field by field. */
import type { Target, TargetDraft } from '../../../shared/model/delivery.ts'

export type SecretChoice = 'keep' | 'new' | 'own' | 'none'

export type TargetForm = {
  readonly name: string
  readonly url: string
  readonly allowPrivate: boolean
  readonly secret: SecretChoice
  readonly ownSecret: string
}

/** Of a new target, or of one that is there. */
export function formOf(target: Target | null): TargetForm {
  return {
    name: target?.name ?? '',
    url: target?.url ?? '',
    allowPrivate: target?.allowPrivate ?? false,
    secret: target === null ? 'new' : 'keep',
    ownSecret: '',
  }
}

export type TargetErrors = { readonly name?: string; readonly url?: string; readonly secret?: string }

function urlProblem(text: string): string | null {
  if (text.trim() === '') return 'Enter where it is sent, such as https://example.com/hook.'
  if (!URL.canParse(text.trim())) return 'This is no URL. One looks like https://example.com/hook.'
  const { protocol, username } = new URL(text.trim())
  if (protocol !== 'https:' && protocol !== 'http:') return 'It must begin with https:// or http://.'
  return username === '' ? null : 'A name or password does not belong in the URL.'
}

/** Whether it goes over the network for everyone to read. */
export function isPlainHttp(url: string): boolean {
  return /^http:\/\//iu.test(url.trim())
}

export function draftOf(
  form: TargetForm,
  target: Target | null,
): { readonly draft: TargetDraft | null; readonly errors: TargetErrors } {
  const url = urlProblem(form.url)
  const errors: TargetErrors = {
    ...(form.name.trim() === '' ? { name: 'Give it a name: alerts are sent to it by that.' } : {}),
    ...(url === null ? {} : { url }),
    ...(form.secret === 'own' && form.ownSecret.trim() === ''
      ? { secret: 'Enter the secret, or let one be made.' }
      : {}),
  }
  if (Object.keys(errors).length > 0) return { draft: null, errors }
  const secrets: Record<SecretChoice, Pick<TargetDraft, 'secret'>> = {
    keep: {},
    new: { secret: '' },
    own: { secret: form.ownSecret.trim() },
    none: { secret: null },
  }
  return {
    errors,
    draft: {
      ...(target === null ? {} : { id: target.id }),
      kind: 'webhook',
      name: form.name.trim(),
      enabled: target?.enabled ?? true,
      url: form.url.trim(),
      allowPrivate: form.allowPrivate,
      ...secrets[form.secret],
    },
  }
}
