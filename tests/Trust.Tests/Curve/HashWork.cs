using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Meter;

namespace AIoT.Embedded.Trust.Tests.Curve;

/// <summary>SHA-256 of 64 KB.</summary>
public sealed class HashWork : IMeteredWork
{
    private readonly byte[] _data = new byte[64 * 1024];

    public void Prepare() => new Random(1).NextBytes(_data);

    public void Run() => Sha256.Hash(_data, 0, _data.Length);
}
