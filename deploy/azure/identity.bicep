// Who the service is in Azure: no password, no key in a setting.
param plant string
param location string

resource user 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'traceability-${plant}'
  location: location
}

output id string = user.id
output principal string = user.properties.principalId
output client string = user.properties.clientId
