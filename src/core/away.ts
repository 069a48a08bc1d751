/**
 * A kiosk not heard of for this long is shown as away: grey, because a village without a network is no fault. Seconds: two
 * heartbeats and a half; an idle kiosk sends one every five minutes (docs/protocol.md).
 */
export const AWAY_SECONDS = 750;
