namespace AIoT.Embedded.Hil.Demo.Plant;

/// <summary>One virtual board of the demo.</summary>
/// <param name="Device">Its name on the wire.</param>
/// <param name="Machine">The machine it sits on.</param>
/// <param name="Position">Where on the machine.</param>
/// <param name="Sensor">Index of its sensor on the machine.</param>
/// <param name="SourceArguments">What it measures, as arguments of the virtual board.</param>
/// <param name="IsStranger">Nobody enrols it.</param>
public sealed record BoardPlan(string Device, string Machine, string Position, int Sensor, IReadOnlyList<string> SourceArguments, bool IsStranger = false);
