namespace AIoT.Embedded.Hil.Demo.Report;

/// <summary>One board's account at the end of a run.</summary>
/// <param name="Device">Its name.</param>
/// <param name="Produced">Readings that its store gave a number.</param>
/// <param name="Acknowledged">Of these, those that the gateway's cursor has reached.</param>
/// <param name="Committed">Distinct readings of it in the gateway's database.</param>
/// <param name="Refused">Windows not stored because the store was full.</param>
/// <param name="Boots">Times that it has started on its store.</param>
/// <param name="Standing">How the gateway trusts it: attested, or pending for a stranger that nobody enrolled.</param>
/// <param name="AttestedS">Wall seconds from the boards' start until it was seen attested first; null: it was not.</param>
public sealed record BoardReport(string Device, long Produced, long Acknowledged, long Committed, long Refused, long Boots, string Standing, double? AttestedS);
