export { killAll, runningSipps } from './children.ts';
export { stationsOf } from './dialog-program.ts';
export type { DialogProgram, RequestTurn, RespondTurn, Turn } from './dialog-program.ts';
export { launchSipp, SippLaunchError } from './launch.ts';
export type { LaunchOptions } from './launch.ts';
export { networkScenario, participantScenario } from './scenario.ts';
export type { NetworkScenario, ParticipantScenario } from './scenario.ts';
export { SippProcess } from './sipp-process.ts';
export type { SippEnd, Usage } from './sipp-process.ts';
