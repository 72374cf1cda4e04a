using AIoT.Embedded.Gateway.Api;
using AIoT.Embedded.Gateway.Security;

namespace AIoT.Embedded.Gateway.Assets;

/// <summary>What the assets file says, over HTTP.</summary>
public static class AssetEndpoints
{
    public static void MapAssets(this RouteGroupBuilder api)
    {
        api.MapGet("/assets", (AssetCatalog catalog) => new AssetsAnswer(catalog.Machines, catalog.Models, catalog.Fusion, catalog.FieldIo));
        api.MapGet("/machines/{id}/asset", (string id, AssetCatalog catalog) => catalog.Machines.FirstOrDefault(machine => machine.Id == id) is { } asset
            ? Results.Ok(asset)
            : Problem.NotFound($"no machine `{id}`"));
        api.MapGet("/units", () => UnitTable.All);
        // An editor that follows the schema has no key, and there is nothing of the site in it.
        api.MapGet("/assets/schema.json", () => Results.File(AssetFile.SchemaPath, "application/schema+json")).WithMetadata(new AccessControl.Needs(ApiRole.None));
    }
}
