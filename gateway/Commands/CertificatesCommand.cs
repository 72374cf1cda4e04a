using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Broker;
using AIoT.Embedded.Gateway.Setup;

namespace AIoT.Embedded.Gateway.Commands;

/// <summary><c>aiot-gateway certificates</c>: what ends when, and renewal by hand.</summary>
public static class CertificatesCommand
{
    public static Command Build()
    {
        var data = new Option<string?>("--data") { Description = "The gateway's data folder (or AIOT_GATEWAY_DATA)" };
        var list = new Command("list", "When each certificate ends") { data };
        list.SetAction((parsed, _) => Task.FromResult(List(Folder(parsed.GetValue(data)), parsed.InvocationConfiguration.Output)));
        var all = new Option<bool>("--all") { Description = "Also what has more than 30 days left" };
        var renew = new Command("renew", "Issue the broker's, the page's and the gateway's own certificates anew; a running gateway takes them up. (A running gateway renews by itself 30 days before the end.)") { data, all };
        renew.SetAction((parsed, _) => Task.FromResult(Renew(Folder(parsed.GetValue(data)), parsed.GetValue(all), parsed.InvocationConfiguration.Output)));
        return new Command("certificates", "Certificates of the gateway's authority") { list, renew };
    }

    private static string Folder(string? data)
    {
        string folder = OptionsResolver.DataFolder(data, Environment.GetEnvironmentVariable);
        return Directory.Exists(Path.Combine(folder, CertificateAuthority.Folder))
            ? folder
            : throw new UsageException($"{Path.Combine(folder, CertificateAuthority.Folder)}: there are no certificates: make them with `aiot-gateway init`");
    }

    private static int List(string folder, TextWriter output)
    {
        foreach (string file in CertificateFiles.In(folder))
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificateFromFile(file);
            output.WriteLine($"{Path.GetRelativePath(folder, file),-32} {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}  {certificate.Subject}");
        }

        return 0;
    }

    private static int Renew(string folder, bool all, TextWriter output)
    {
        IReadOnlyList<string> renewed = CertificateAuthority.In(folder, TimeProvider.System).Renew(all ? TimeSpan.MaxValue : CertificateKeeper.Soon);
        foreach (string file in renewed)
        {
            output.WriteLine($"renewed {file}");
        }

        if (renewed.Count == 0)
        {
            output.WriteLine("nothing ends within 30 days: --all renews in spite of that");
        }

        return 0;
    }
}
