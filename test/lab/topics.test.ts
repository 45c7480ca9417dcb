import { expect, test } from 'vitest'
import { labOf, loadCourse } from '../../src/lab/load.ts'
import { topicsOf } from '../../src/lab/topics.ts'

const course = (await loadCourse()).map(labOf)

test('the topics of a course are those of its checks and of its questions', () => {
  const topics = topicsOf(course)
  expect(topics).toEqual(
    expect.arrayContaining(['hellokafka', 'hello.kafka', 'verify-test', 'test', 'visits']),
  )
  expect(new Set(topics).size).toBe(topics.length)
  expect(topicsOf(course.filter(({ slug }) => slug === 'topics'))).not.toContain('verify-test')
})

test('every lab knows those of all', () => {
  for (const lab of course) expect(lab.courseTopics).toEqual(topicsOf(course))
})
