using System.Security.Cryptography;

namespace AIoT.Embedded.ModelTools.Image.Signing;

/// <summary>A P-256 key that signs model images, in PEM files: PKCS#8 for the private key, SubjectPublicKeyInfo for the public one.</summary>
public sealed class SigningKey : IDisposable
{
    private const int LongestFile = 64 * 1024;
    private readonly ECDsa _key;

    private SigningKey(ECDsa key)
    {
        _key = key;
        ECParameters parameters = key.ExportParameters(false);
        Public = [.. parameters.Q.X!, .. parameters.Q.Y!];
    }

    /// <summary>x and y, 64 bytes: what boards hold.</summary>
    public byte[] Public { get; }

    /// <summary>False for a key that was read from a public key's file.</summary>
    public bool CanSign { get; private init; } = true;

    /// <summary>A new key from the system's random generator.</summary>
    public static SigningKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Reads a private or a public key.</summary>
    /// <exception cref="SigningKeyException">There is no such file, or it holds no P-256 key in PEM.</exception>
    public static SigningKey Load(string path)
    {
        string text;
        try
        {
            if (new FileInfo(path).Length > LongestFile)
            {
                throw new SigningKeyException($"{path}: is too large for a key: give a PEM file");
            }

            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SigningKeyException($"{path}: cannot be read: make a key with 'aiot-model keygen'", e);
        }

        ECDsa? key = null;
        try
        {
            key = ECDsa.Create();
            key.ImportFromPem(text);
            if (key.ExportParameters(false).Curve.Oid.Value != ECCurve.NamedCurves.nistP256.Oid.Value)
            {
                throw new SigningKeyException($"{path}: is not a P-256 key: make one with 'aiot-model keygen'");
            }

            var read = new SigningKey(key) { CanSign = text.Contains("PRIVATE KEY", StringComparison.Ordinal) };
            key = null;
            return read;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new SigningKeyException($"{path}: holds no key in PEM: make one with 'aiot-model keygen'", e);
        }
        finally
        {
            key?.Dispose();
        }
    }

    /// <summary>Writes the private key, readable by its owner alone, and the public key.</summary>
    /// <param name="privatePath">File of the private key.</param>
    /// <param name="publicPath">File of the public key.</param>
    /// <param name="replace">False: refuse when either file is there.</param>
    /// <exception cref="SigningKeyException">A file is there already, or can't be written.</exception>
    public void Save(string privatePath, string publicPath, bool replace)
    {
        foreach (string path in new[] { privatePath, publicPath })
        {
            if (!replace && File.Exists(path))
            {
                throw new SigningKeyException($"{path}: is there already: choose another name, or --replace if its images shall never verify again");
            }
        }

        try
        {
            Write(privatePath, _key.ExportPkcs8PrivateKeyPem(), replace, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            Write(publicPath, _key.ExportSubjectPublicKeyInfoPem(), replace, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SigningKeyException($"{privatePath}: cannot be written: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    /// <summary>r and s over a hash, 64 bytes.</summary>
    internal byte[] Sign(byte[] hash) => _key.SignHash(hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    private static void Write(string path, string text, bool replace, UnixFileMode mode)
    {
        if (replace)
        {
            // A file that is replaced keeps its mode: a new one has the mode from its first byte on.
            File.Delete(path);
        }

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        using var writer = new StreamWriter(path, options);
        writer.WriteLine(text);
    }
}
