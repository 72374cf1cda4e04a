using System.Security.Cryptography;
using AIoT.Embedded.Inference;
using AIoT.Embedded.Node;
using AIoT.Embedded.Sensing;
using AIoT.Embedded.Signal;
using AIoT.Embedded.Trust;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Boards.Virtual.Trust;

/// <summary>What firmware this process runs: the SHA-256 of the SHA-256s of the firmware's assemblies, in the order of their names. Self-told, as on a board.</summary>
public static class FirmwareMeasurement
{
    private static readonly Type[] _rooms = [typeof(ModelImage), typeof(NodeApp), typeof(ISampleSource), typeof(FeatureRecipe), typeof(Es256), typeof(Topics)];

    /// <summary>The measurement, 32 bytes.</summary>
    public static byte[] Take()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in _rooms.Select(room => room.Assembly.Location).Order(StringComparer.Ordinal))
        {
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
        }

        return hash.GetHashAndReset();
    }
}
