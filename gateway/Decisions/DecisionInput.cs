namespace AIoT.Embedded.Gateway.Decisions;

/// <summary>Readings of one sensor that a decision rests on.</summary>
/// <param name="FromSeq">First number since the machine's last decision record.</param>
/// <param name="ToSeq">Last number.</param>
/// <param name="Count">How many readings were used; late ones are not.</param>
/// <param name="Hash">Chained SHA-256 of their payloads: h = SHA-256(h, SHA-256(payload)), from 32 zero bytes, in hex.</param>
public sealed record DecisionInput(string Sensor, string Device, long Epoch, long FromSeq, long ToSeq, int Count, string Hash);
