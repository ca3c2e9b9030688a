// Event Hubs: what gateways sent, in order for each, kept for seven days; a store that was lost is filled from it. And the place of the
// reader's checkpoints, which count only after the store's commit.
param plant string
param unique string
param location string
param units int
param partitions int
param reader string

var receiver = 'a638d3c7-ab3a-418d-83e6-5f17a39d4fde'
var blobContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'

resource hubs 'Microsoft.EventHub/namespaces@2024-01-01' = {
  name: 'tr${plant}${unique}'
  location: location
  sku: { name: 'Standard', tier: 'Standard', capacity: units }
  properties: { disableLocalAuth: true, minimumTlsVersion: '1.2', isAutoInflateEnabled: true, maximumThroughputUnits: units * 4 }
}

resource hub 'Microsoft.EventHub/namespaces/eventhubs@2024-01-01' = {
  parent: hubs
  name: 'events'
  properties: { partitionCount: partitions, retentionDescription: { cleanupPolicy: 'Delete', retentionTimeInHours: 168 } }
}

resource group 'Microsoft.EventHub/namespaces/eventhubs/consumergroups@2024-01-01' = {
  parent: hub
  name: 'traceability'
}

resource storage 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: take('tr${unique}cp', 24)
  location: location
  sku: { name: 'Standard_ZRS' }
  kind: 'StorageV2'
  properties: { allowSharedKeyAccess: false, allowBlobPublicAccess: false, minimumTlsVersion: 'TLS1_2', supportsHttpsTrafficOnly: true }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2023-05-01' = {
  parent: storage
  name: 'default'
}

resource checkpoints 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = {
  parent: blobs
  name: 'checkpoints'
}

resource mayReceive 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: hub
  name: guid(hub.id, reader, receiver)
  properties: { principalId: reader, principalType: 'ServicePrincipal', roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', receiver) }
}

resource mayKeep 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: checkpoints
  name: guid(checkpoints.id, reader, blobContributor)
  properties: { principalId: reader, principalType: 'ServicePrincipal', roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobContributor) }
}

output hubId string = hub.id
output hubName string = hub.name
output namespaceName string = hubs.name
output host string = '${hubs.name}.servicebus.windows.net'
output checkpoints string = '${storage.properties.primaryEndpoints.blob}${checkpoints.name}'
