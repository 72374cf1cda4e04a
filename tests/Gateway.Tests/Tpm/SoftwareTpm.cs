using System.Diagnostics;
using System.Net.Sockets;
using AIoT.Embedded.Gateway.Tpm;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Gateway.Tests.Tpm;

/// <summary>swtpm as a process; the calling test is skipped where swtpm or tpm2-tss is not installed.</summary>
internal sealed class SoftwareTpm : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aiot-tpm-").FullName;
    private readonly int _port;
    private Process? _process;

    /// <param name="isCertified">Made as by a maker: with a certificate of its endorsement key inside, by an authority of its own.</param>
    public SoftwareTpm(bool isCertified = false)
    {
        Skip.If(!File.Exists("/usr/bin/swtpm"), "no swtpm (apt-get install swtpm)");
        Skip.If(!TpmDevice.IsSupported, "no tpm2-tss (apt-get install libtss2-tctildr0 libtss2-tcti-swtpm0)");

        if (isCertified)
        {
            Skip.If(!File.Exists("/usr/bin/swtpm_setup") || !File.Exists("/usr/bin/swtpm_localca"), "no swtpm_setup (apt-get install swtpm-tools)");
            Certify();
        }

        // tpm2-tss looks for the control channel one port above the TPM's.
        do
        {
            _port = PrivateBroker.FreePort();
        }
        while (!IsFree(_port + 1));
        Start();
    }

    public string Tcti => $"swtpm:host=127.0.0.1,port={_port}";

    /// <summary>Certificates of the authority that has certified it.</summary>
    public string Roots => Path.Combine(_folder, "roots");

    /// <summary>Power off and on: a TPM reset.</summary>
    public void Reset()
    {
        Stop();
        Start();
    }

    public void Dispose()
    {
        Stop();
        Directory.Delete(_folder, recursive: true);
    }

    private void Certify()
    {
        string F(string name) => Path.Combine(_folder, name);
        Directory.CreateDirectory(F("ca"));
        Directory.CreateDirectory(Roots);
        File.WriteAllText(F("localca.conf"), $"statedir = {F("ca")}\nsigningkey = {F("ca/signkey.pem")}\nissuercert = {F("ca/issuercert.pem")}\ncertserial = {F("ca/certserial")}\n");
        File.WriteAllText(F("options"), "");
        File.WriteAllText(F("setup.conf"), $"create_certs_tool = /usr/bin/swtpm_localca\ncreate_certs_tool_config = {F("localca.conf")}\ncreate_certs_tool_options = {F("options")}\n");
        using var setup = Process.Start(new ProcessStartInfo(
            "/usr/bin/swtpm_setup", ["--runas", Environment.UserName, "--tpm2", "--tpmstate", $"dir://{_folder}", "--create-ek-cert", "--config", F("setup.conf")])
        {
            RedirectStandardError = true, RedirectStandardOutput = true,
        })!;
        string said = setup.StandardOutput.ReadToEnd() + setup.StandardError.ReadToEnd();
        setup.WaitForExit();
        Assert.True(setup.ExitCode == 0, said);
        foreach (string certificate in Directory.EnumerateFiles(F("ca"), "*cert.pem"))
        {
            File.Copy(certificate, Path.Combine(Roots, Path.GetFileName(certificate)));
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(System.Net.IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Start()
    {
        _process = Process.Start(new ProcessStartInfo(
            "/usr/bin/swtpm",
            ["socket", "--tpm2", "--tpmstate", $"dir={_folder}", "--server", $"type=tcp,port={_port},bindaddr=127.0.0.1", "--ctrl", $"type=tcp,port={_port + 1},bindaddr=127.0.0.1", "--flags", "not-need-init,startup-clear"])
        {
            RedirectStandardError = true, RedirectStandardOutput = true,
        })!;
        for (int i = 0; i < 200; i++)
        {
            Assert.False(_process.HasExited, "swtpm has ended");
            if (!IsFree(_port + 1) && !IsFree(_port))
            {
                return;
            }

            Thread.Sleep(50);
        }

        throw new InvalidOperationException("swtpm does not listen");
    }

    private void Stop()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process?.Dispose();
        _process = null;
    }
}
