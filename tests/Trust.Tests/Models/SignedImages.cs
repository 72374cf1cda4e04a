using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.Trust.Tests.Models;

/// <summary>Small images to sign.</summary>
internal static class SignedImages
{
    public static byte[] Image(string id = "pump", uint version = 3, int salt = 1) => ModelImageWriter.Write(new DistanceModel
    {
        Id = id,
        Version = version,
        Recipe = [1, 2, 3, 4],
        Provenance = new Provenance([.. Enumerable.Range(0, 32).Select(i => (byte)i)], [.. Enumerable.Range(9, 16).Select(i => (byte)i)], SplitKind.ByUnit, "aiot-model 0.1"),
        Centres = [[salt, 20, 30]],
        Scale = [1000, 1000, 1000],
        ScaleShift = 10,
        PreShift = 2,
        Multiplier = 1 << 20,
        Shift = 20,
    });
}
