namespace AIoT.Embedded.Gateway.Captures;

/// <summary>How a board's capture stands; also the event <c>capture</c>.</summary>
/// <param name="Device">The board.</param>
/// <param name="State"><c>none</c>, <c>asked</c>, <c>taking</c> (the board has said yes), <c>arriving</c>, <c>kept</c>, <c>refused</c>, <c>silent</c> (no answer) or <c>lost</c> (the board no longer holds it).</param>
/// <param name="Reason">Why, where it went wrong.</param>
/// <param name="AskedBy">Who asked; empty: the board took it by itself.</param>
/// <param name="SinceUtcMs">UTC milliseconds at which the state was taken.</param>
/// <param name="Received">Samples that have come.</param>
/// <param name="Total">Samples of the capture; 0: not known yet.</param>
/// <param name="CaptureId">The capture, once it is kept.</param>
public sealed record CaptureStatus(string Device, string State, string Reason, string AskedBy, long SinceUtcMs, int Received, int Total, long? CaptureId);
