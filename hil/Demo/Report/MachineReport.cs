namespace AIoT.Embedded.Hil.Demo.Report;

/// <summary>One machine at the end of a run.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Health">0 to 100; null: no sensor stood behind a figure.</param>
/// <param name="State"><c>normal</c>, <c>warning</c>, <c>alarm</c> or <c>unknown</c>.</param>
/// <param name="Alarms">Alarms raised.</param>
/// <param name="FirstAlarmS">Seconds by its boards' clocks from the machine's first reading to its first alarm; null: none.</param>
/// <param name="Source">What stood behind it.</param>
public sealed record MachineReport(string Id, double? Health, string State, int Alarms, double? FirstAlarmS, string Source);
