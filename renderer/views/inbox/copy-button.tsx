/** Copies a text and says so for a moment, in its own place. */
import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { actions } from '../../state/actions.ts'
import { Button } from '../../ui/button.tsx'

const shownMs = 1500

export function CopyButton({
  text,
  label,
  what,
}: {
  readonly text: string
  readonly label: string
  readonly what: string
}) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return undefined
    const timer = setTimeout(() => setCopied(false), shownMs)
    return () => clearTimeout(timer)
  }, [copied])

  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text)
      setCopied(true)
    } catch (error) {
      actions.reportError(`${what} was not copied`, error)
    }
  }

  return (
    <Button
      variant="outline"
      aria-label={copied ? `${what} copied` : `${label}: ${what}`}
      onClick={() => void copy()}
    >
      {copied ? <Check size={12} aria-hidden="true" /> : <Copy size={12} aria-hidden="true" />}
      {copied ? 'Copied' : label}
    </Button>
  )
}
