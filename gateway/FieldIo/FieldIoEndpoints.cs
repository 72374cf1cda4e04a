using AIoT.Embedded.Gateway.Api;
using AIoT.Embedded.Gateway.Assets;

namespace AIoT.Embedded.Gateway.FieldIo;

/// <summary>What the gateway's inputs and outputs say.</summary>
public static class FieldIoEndpoints
{
    public static void MapFieldIo(this RouteGroupBuilder api)
    {
        api.MapGet("/field-io", (FieldIoService service) => service.Status());
        api.MapGet("/machines/{id}/field", (string id, FieldIoService service, AssetCatalog catalog) => catalog.Machines.FirstOrDefault(machine => machine.Id == id) is { } asset
            ? Results.Ok(new MachineField(service.RpmOf(asset), asset.Speed?.Rpm, service.TemperaturesOf(id)))
            : Problem.NotFound($"no machine `{id}`"));
    }
}
