import fc from 'fast-check';

/** Property tests try the same cases at every run; `npm run test:long` draws new ones, and prints the seed of what it finds. */
if (!process.env.SMOOTHSCAPE_LONG) fc.configureGlobal({ seed: 20210301 });
