using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;

namespace AIoT.Embedded.Hil.Demo.Plant;

/// <summary>One machine of the demo.</summary>
/// <param name="Id">Its id in the assets file and the report.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Kind">Pump, fan.</param>
/// <param name="Source">What stands behind it, in words: the simulation, or the recordings' files.</param>
/// <param name="Bearing">What its shaft runs in; the boards and the gateway are told.</param>
/// <param name="Rpm">The shaft's nominal speed in revolutions a minute.</param>
public sealed record MachinePlan(string Id, string Name, string Kind, string Source, BearingGeometry Bearing, double Rpm);
