using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Image;
using AIoT.Embedded.ModelTools.Image.Signing;

namespace AIoT.Embedded.Gateway.Tests.Releases;

/// <summary>Signed images of a few pieces.</summary>
internal static class SignedModels
{
    private const int Features = 8, Centres = 120;

    public static byte[] Unsigned(uint version, string id = "pump") => ModelImageWriter.Write(new DistanceModel
    {
        Id = id,
        Version = version,
        Recipe = [1, 2, 3, 4],
        Provenance = new Provenance([.. Enumerable.Range(0, 32).Select(i => (byte)i)], [.. Enumerable.Range(9, 16).Select(i => (byte)i)], SplitKind.ByUnit, "aiot-model 0.1"),
        Centres = [.. Enumerable.Range(0, Centres).Select(centre => Enumerable.Range(0, Features).Select(feature => ((centre * 37) + (feature * 11) + (int)version) % 1000).ToArray())],
        Scale = [.. Enumerable.Repeat(1000, Features)],
        ScaleShift = 10,
        PreShift = 2,
        Multiplier = 1 << 20,
        Shift = 20,
    });

    public static byte[] Image(SigningKey key, uint version, string id = "pump") => ModelSigner.Sign(Unsigned(version, id), key);

    public static string Pem(SigningKey key)
    {
        using var curve = System.Security.Cryptography.ECDsa.Create(new System.Security.Cryptography.ECParameters
        {
            Curve = System.Security.Cryptography.ECCurve.NamedCurves.nistP256, Q = new System.Security.Cryptography.ECPoint { X = key.Public[..32], Y = key.Public[32..] },
        });
        return curve.ExportSubjectPublicKeyInfoPem();
    }
}
