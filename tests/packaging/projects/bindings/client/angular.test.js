import "@angular/compiler";
import * as core from "@angular/core";
import { TestBed } from "@angular/core/testing";
import { BrowserDynamicTestingModule, platformBrowserDynamicTesting } from "@angular/platform-browser-dynamic/testing";
import { injectImageToVideo } from "akool-image-to-video/angular";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { clientByHand, newJob } from "../client-by-hand.js";
import { describeSnapshot } from "../describe-snapshot.js";
import { bindingSuite } from "../suite.js";

const { Component, effect, PLATFORM_ID, signal } = core;
// Angular 19 has these under their earlier names.
const provideZoneless = core.provideZonelessChangeDetection ?? core.provideExperimentalZonelessChangeDetection;
const runEffects = () => (TestBed.tick ? TestBed.tick() : TestBed.flushEffects());

/** The options of the next component. */
let options;
const Studio = Component({ selector: "app-studio", template: "<output>{{ text() }}</output>" })(
  class {
    video = injectImageToVideo(options);
    text = () => describeSnapshot(this.video.snapshot());
  },
);

beforeAll(() => TestBed.initTestEnvironment(BrowserDynamicTestingModule, platformBrowserDynamicTesting()));
beforeEach(() => {
  TestBed.resetTestingModule();
  TestBed.configureTestingModule({ providers: [provideZoneless()] });
});

bindingSuite("Angular", async (given) => {
  options = given;
  const fixture = TestBed.createComponent(Studio);
  await fixture.whenStable();
  const { nativeElement: element, componentInstance } = fixture;
  return { element, video: componentInstance.video, unmount: () => fixture.destroy() };
});

test("in Angular, options that change do not start a video again that an effect started", async () => {
  const { client, next, count } = clientByHand();
  const pollIntervalMs = signal(1);
  TestBed.runInInjectionContext(() => {
    const video = injectImageToVideo(() => ({ client, resume: false, pollIntervalMs: pollIntervalMs() }));
    effect(() => {
      video.start({ prompt: "once" });
    });
  });
  runEffects();
  (await next("create")).reject(new Error("refused"));
  await Promise.resolve();
  pollIntervalMs.set(2);
  runEffects();
  expect(count("create")).toBe(1);
});

test("in Angular, a server renders it idle and asks for nothing", async () => {
  TestBed.configureTestingModule({ providers: [{ provide: PLATFORM_ID, useValue: "server" }] });
  const { client } = clientByHand([newJob()]);
  const video = TestBed.runInInjectionContext(() => injectImageToVideo({ client }));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(video.snapshot()).toEqual({ state: "idle" });
  expect(client.pendingJobs).not.toHaveBeenCalled();
});
