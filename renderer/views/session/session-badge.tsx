/** Says that a market is in its extended hours or shut, and until when; nothing in regular hours. */
import type { Session } from '../../../shared/model/session.ts'
import { Tag } from '../../ui/tag.tsx'
import { useSession } from '../../ui/use-session.ts'
import { sessionBadgeText, type SessionBadgeText } from './session-text.ts'

const always: Session = { kind: 'always' }

/** Renders again when the phase changes. Null in regular hours, and for what trades always. */
export function useSessionText(session: Session | undefined): SessionBadgeText | null {
  const known = session ?? always
  const state = useSession(known)
  return sessionBadgeText(known, state)
}

export function SessionBadge({ text }: { readonly text: SessionBadgeText | null }) {
  if (text === null) return null
  return (
    <span data-phase={text.word}>
      <Tag title={text.title}>{text.word}</Tag>
    </span>
  )
}
