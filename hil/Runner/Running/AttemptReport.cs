using AIoT.Embedded.Hil.Transcript;

namespace AIoT.Embedded.Hil.Running;

/// <summary>One attempt on a target.</summary>
/// <param name="Verdict">What became of it.</param>
/// <param name="Detail">In words.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="NoiseBytes">Bytes that were no lines of the protocol.</param>
/// <param name="LostLines">Lines that never came.</param>
/// <param name="DamagedLines">Lines whose check failed.</param>
/// <param name="LastNoise">The last lines that were not the protocol's.</param>
public sealed record AttemptReport(Verdict Verdict, string Detail, double Seconds, long NoiseBytes, int LostLines, int DamagedLines, IReadOnlyList<string> LastNoise);
