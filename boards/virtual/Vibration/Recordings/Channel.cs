namespace AIoT.Embedded.Boards.Virtual.Vibration.Recordings;

/// <summary>One axis of a recording.</summary>
/// <param name="Name">The axis or variable as the file calls it.</param>
/// <param name="AccelerationG">Samples in g; the mean may be anything.</param>
public sealed record Channel(string Name, double[] AccelerationG);
