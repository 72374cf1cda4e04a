using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AIoT.Embedded.Gateway.Broker;

/// <summary>The certificate that the page is served with, read again when its file has been renewed.</summary>
public sealed class ServedCertificate(string file, string keyFile)
{
    private readonly Lock _gate = new();
    private X509Certificate2? _certificate;
    private DateTime _read;

    /// <exception cref="CryptographicException">There never was a good one.</exception>
    public X509Certificate2 Current
    {
        get
        {
            lock (_gate)
            {
                DateTime written = File.GetLastWriteTimeUtc(file);
                if (_certificate is null || written != _read)
                {
                    try
                    {
                        _certificate = X509Certificate2.CreateFromPemFile(file, keyFile);
                        _read = written;
                    }
                    catch (Exception wrong) when (_certificate is not null && wrong is CryptographicException or IOException)
                    {
                        // Its key is being replaced at this moment, or the file is broken: the one that was good serves on.
                    }
                }

                return _certificate!;
            }
        }
    }
}
