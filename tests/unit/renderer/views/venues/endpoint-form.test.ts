/** The hosts of a venue: which documented ones are in use, and what is wrong with typed ones. */
import { describe, expect, it } from 'vitest'
import { chosenEndpoint, originProblem } from '../../../../../renderer/views/venues/endpoint-form.ts'

const endpoints = [
  { name: 'Main', restUrl: 'https://api.venue.example', wsUrl: 'wss://ws.venue.example:8443' },
  { name: 'Europe', restUrl: 'https://eu.venue.example', wsUrl: 'wss://ws.venue.example:8443' },
]

describe('the hosts in use', () => {
  it('are known by their name, however the address is written', () => {
    const reached = { restUrl: 'https://eu.venue.example:443/', wsUrl: 'wss://ws.venue.example:8443' }
    expect(chosenEndpoint({ ...reached, endpoints })?.name).toBe('Europe')
  })

  it('are the user’s own where one of the two differs', () => {
    const reached = { restUrl: 'https://eu.venue.example', wsUrl: 'wss://ws.venue.example' }
    expect(chosenEndpoint({ ...reached, endpoints })).toBeNull()
    expect(chosenEndpoint({ ...reached, endpoints: [] })).toBeNull()
  })
})

describe('typed hosts', () => {
  it('are taken with their scheme', () => {
    expect(originProblem('REST', ' https://a.example ')).toBeNull()
    expect(originProblem('REST', 'http://127.0.0.1:8080')).toBeNull()
    expect(originProblem('WebSocket', 'ws://127.0.0.1:8080')).toBeNull()
  })

  it('are refused with the name of the field', () => {
    expect(originProblem('REST', '')).toMatch(/^REST: .*https:\/\/host:port/)
    expect(originProblem('REST', 'a.example')).toMatch(/^REST: this is no address/)
    expect(originProblem('REST', 'wss://a.example')).toMatch(/^REST: .*https:\/\/ or http:\/\//)
    expect(originProblem('WebSocket', 'https://a.example')).toMatch(/^WebSocket: .*wss:\/\/ or ws:\/\//)
    expect(originProblem('REST', 'https://me:secret@a.example')).toMatch(/no name or password/)
  })
})
