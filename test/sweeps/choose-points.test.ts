import { expect, test } from 'vitest';
import { choosePoints, hashOf } from './choose-points.ts';

const points = Array.from({ length: 97 }, (_, index) => index);

test('a whole sweep has every point', () => {
  expect(choosePoints(points, { isWhole: true, seed: 'any' })).toEqual(points);
});

test('a tenth has one point of each ten, and the same ones for the same seed', () => {
  const tenth = choosePoints(points, { isWhole: false, seed: '0.1.0' });

  expect(tenth.map((point) => Math.floor(point / 10))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(choosePoints(points, { isWhole: false, seed: '0.1.0' })).toEqual(tenth);
});

test('seeds together choose every point', () => {
  const chosen = Array.from({ length: 100 }, (_, seed) => choosePoints(points, { isWhole: false, seed: String(seed) }));

  expect(new Set(chosen.flat()).size).toBe(points.length);
});

test('a seed chooses in each ten by itself', () => {
  const tenth = choosePoints(points, { isWhole: false, seed: '0.1.0' });

  expect(new Set(tenth.map((point) => point % 10)).size).toBeGreaterThan(1);
  expect(hashOf('a')).not.toBe(hashOf('b'));
});
